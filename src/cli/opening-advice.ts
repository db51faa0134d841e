import type { Settings } from '../config/settings.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { localServiceUrl } from './local-service-url.ts';

/** Adds advice for the command line to the error of a store that does not open, where there is any. */
export function openingAdvice(error: unknown, option: string, settings: Settings): unknown {
  if (!(error instanceof PulsebaseError)) return error;
  const advice = adviceFor(error, option, settings);
  if (advice === undefined) return error;
  return new PulsebaseError(error.code, `${error.message}; ${advice}`, { cause: error });
}

function adviceFor({ code }: PulsebaseError, option: string, settings: Settings): string | undefined {
  if (code === 'STORE_NOT_FOUND') {
    return option === '--store'
      ? 'fill one with pulsebase import or pulsebase generate, or name another with --store'
      : `name another with ${option}`;
  }
  if (code !== 'STORE_IN_USE') return undefined;
  return `wait until it is done, or, where it is pulsebase serve, name the service: ${option} ${localServiceUrl(settings)}`;
}
