import type { FastifyBaseLogger } from 'fastify';

/** A key that is made or revoked must be known to all services within five seconds. */
const REFRESH_MS = 2000;

/**
 * Does over and over what keeps a service in step with the others that share its state. A failure is logged when it begins, and
 * when it is over, where a log is given.
 *
 * @returns Stops it, once what is under way is done.
 */
export function keepFresh(refresh: () => Promise<void>, log?: FastifyBaseLogger, ms = REFRESH_MS): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let isFailing = false;
  const once = async () => {
    try {
      await refresh();
      if (isFailing) log?.info('the state of the service can be reached again');
      isFailing = false;
    } catch (err) {
      if (!isFailing) log?.warn({ err }, 'the state of the service cannot be reached; the service tries again');
      isFailing = true;
    }
    underWay = undefined;
  };
  const timer = setInterval(() => {
    underWay ??= once();
  }, ms);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
