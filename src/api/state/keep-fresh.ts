import type { FastifyBaseLogger } from 'fastify';

/** A key that is made or revoked must be known to all services within five seconds. */
const REFRESH_MS = 2000;

/** How something is done over and over. */
export interface Freshness {
  readonly ms?: number;
  /** Told when a failure begins, and when it is over. */
  readonly log?: FastifyBaseLogger;
  /** What a failure means. */
  readonly failing?: string;
  /** What its end means. */
  readonly again?: string;
}

/**
 * Does over and over what keeps a service in step with the others that share its state.
 *
 * @returns Stops it, once what is under way is done.
 */
export function keepFresh(
  refresh: () => Promise<void>,
  {
    ms = REFRESH_MS,
    log,
    failing = 'the state of the service cannot be reached; the service tries again',
    again = 'the state of the service can be reached again',
  }: Freshness = {},
): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let isFailing = false;
  const once = async () => {
    try {
      await refresh();
      if (isFailing) log?.info(again);
      isFailing = false;
    } catch (err) {
      if (!isFailing) log?.warn({ err }, failing);
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
