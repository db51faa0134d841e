import './model/require-supported-node.ts';

export * from './contract.ts';
export type { EngineOptions } from './engine/engine-options.ts';
export { DEFAULT_OPTIONS, openStore, type StoreOptions } from './open-store.ts';
