import './model/require-supported-node.ts';

export { DEFAULT_OPTIONS } from './config/default-options.ts';
export * from './contract.ts';
export type { EngineOptions } from './engine/engine-options.ts';
export { openStore } from './open-store.ts';
export type { StoreOptions } from './store-options.ts';
