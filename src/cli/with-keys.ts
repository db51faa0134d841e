import { KeyStore } from '../api/auth/key-store.ts';
import { openState } from '../state/open-state.ts';
import type { CommandContext } from './command-context.ts';

/** Opens the API keys of the service on this machine. */
export async function withKeys<T>(context: CommandContext, work: (keys: KeyStore) => Promise<T>): Promise<T> {
  const state = await openState(await context.settings(), { durable: true });
  try {
    return await work(new KeyStore(state));
  } finally {
    await state.close();
  }
}
