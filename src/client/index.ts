import '../model/require-supported-node.ts';

export * from '../contract.ts';
export { connectStore } from './connect-store.ts';
export type { CallOptions } from './service-calls.ts';
