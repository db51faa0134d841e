import { KeyStore } from '../api/auth/key-store.ts';
import { openServiceState } from '../api/state/service-state.ts';
import type { CommandContext } from './command-context.ts';

/** Opens the API keys of the service on this machine. */
export async function withKeys<T>(context: CommandContext, work: (keys: KeyStore) => T): Promise<T> {
  const { stateDirectory } = await context.settings();
  const state = openServiceState(stateDirectory, { durable: true });
  try {
    return work(new KeyStore(state));
  } finally {
    state.close();
  }
}
