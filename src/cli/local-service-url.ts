import type { ServiceSettings } from '../config/service-settings.ts';

/** Where the service of this machine is reached, as far as the settings tell. */
export function localServiceUrl({ host, port }: ServiceSettings): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
