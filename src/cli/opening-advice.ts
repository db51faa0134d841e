import { PulsebaseError } from '../model/pulsebase-error.ts';

/** Adds to the error of a store that does not open what to do about it on the command line, where that is known. */
export function openingAdvice(error: unknown, option: string): unknown {
  if (!(error instanceof PulsebaseError)) return error;
  const advice = adviceFor(error, option);
  if (advice === undefined) return error;
  return new PulsebaseError(error.code, `${error.message}; ${advice}`, { cause: error });
}

function adviceFor({ code }: PulsebaseError, option: string): string | undefined {
  if (code === 'STORE_NOT_FOUND') {
    return option === '--store'
      ? 'fill one with pulsebase import or pulsebase generate, or name another with --store'
      : `name another with ${option}`;
  }
  if (code !== 'STORE_IN_USE') return undefined;
  return `wait until it is done, or, where it is pulsebase serve, name that service: ${option} http://host:port, the address in its log`;
}
