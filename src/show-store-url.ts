import { hideSecrets } from './config/hide-secrets.ts';
import { locationOf } from './engines/registry.ts';

/** Returns the URL of a store or a service without passwords and keys; a URL that cannot be parsed is hidden completely. */
export function showStoreUrl(url: string): string {
  return hideSecrets(url, locationOf);
}
