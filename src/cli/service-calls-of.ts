import { ServiceCalls } from '../client/service-calls.ts';
import { isServiceUrl } from '../model/url-scheme.ts';
import type { CommandContext } from './command-context.ts';
import { localServiceUrl } from './local-service-url.ts';

/**
 * What calls the service at --store or DATABASE_URL, or the one at HOST and PORT of this machine, with the key of the settings.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when --store is not a service.
 */
export async function serviceCallsOf(context: CommandContext): Promise<ServiceCalls> {
  const settings = await context.settings();
  const { databaseUrl, apiKey } = settings;
  const url = context.globals.store ?? (isServiceUrl(databaseUrl) ? databaseUrl : localServiceUrl(settings));
  return new ServiceCalls(url, apiKey === '' ? { maxTries: 1 } : { maxTries: 1, apiKey });
}
