import { hideSecrets } from './config/hide-secrets.ts';
import { locationOf } from './engines/registry.ts';

/** The URL of a store or a service as it may be shown: without passwords and keys, and hidden whole where it is not understood. */
export function showStoreUrl(url: string): string {
  return hideSecrets(url, locationOf);
}
