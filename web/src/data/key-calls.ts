import type { ApiKeyList, CreatedApiKey } from '../../../src/api/schemas/keys.ts';
import { change, read } from './calls.ts';

export type ApiKey = ApiKeyList['keys'][number];

export async function loadKeys(signal?: AbortSignal): Promise<readonly ApiKey[]> {
  return (await read<ApiKeyList>('/v1/keys', signal)).keys;
}

/** Makes a key, and gives its text, which nobody can see again. */
export async function createKey(name: string, scopes: readonly string[]): Promise<string> {
  return (await change<CreatedApiKey>('POST', '/v1/keys', { name, scopes })).key;
}

export function revokeKey(id: string): Promise<unknown> {
  return change('DELETE', `/v1/keys/${encodeURIComponent(id)}`);
}
