import type { ApiKey, Scope } from '../../../src/client/service-client.ts';
import { ofService } from './calls.ts';

export type { ApiKey };

export function loadKeys(signal?: AbortSignal): Promise<readonly ApiKey[]> {
  return ofService((service) => service.listKeys(), signal);
}

/** Makes a key, and gives its text, which nobody can see again. */
export async function createKey(name: string, scopes: readonly Scope[]): Promise<string> {
  return (await ofService((service) => service.createKey({ name, scopes }))).key;
}

export function revokeKey(id: string): Promise<unknown> {
  return ofService((service) => service.revokeKey(id));
}
