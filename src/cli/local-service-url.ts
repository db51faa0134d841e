import type { ServiceSettings } from '../config/service-settings.ts';

/** Returns the URL of the service on this machine, according to the settings. */
export function localServiceUrl({ host, port }: ServiceSettings): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
