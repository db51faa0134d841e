import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { AlarmPayload } from './alarms.ts';
import { eitherSignal } from './either-signal.ts';
import type { ServiceCalls } from './service-calls.ts';

/** What to watch. */
interface Watched {
  /** Parameters of the stream. */
  readonly filter: URLSearchParams;
  /** Begins behind the event of this number; with what comes next when `undefined`. */
  readonly after: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onBreak: ((error: PulsebaseError | undefined) => void) | undefined;
}
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;

/**
 * Gives what happens to alarms, until the signal is aborted. When the stream breaks off it is opened again where it was: nothing is
 * missed, and nothing comes twice.
 *
 * @throws PulsebaseError when the service does not let the caller watch, or cannot be reached at first.
 */
export async function* watchAlarms(calls: ServiceCalls, watched: Watched): AsyncGenerator<AlarmPayload> {
  const { after, signal, onBreak } = watched;
  let last = after === undefined ? undefined : String(after);
  let pause = FIRST_PAUSE_MS;
  while (!signal?.aborted) {
    let broken: PulsebaseError | undefined;
    try {
      let data = '';
      let isOurs = false;
      for await (const line of calls.textLines(callFor(watched, last))) {
        const [, field, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
        if (field === 'id') [last, isOurs] = [value, true];
        else if (field === 'data') data = value;
        else if (line === '' && data !== '') {
          pause = FIRST_PAUSE_MS;
          yield payloadOf(data, calls);
          data = '';
        }
      }
      // Each stream begins with an id.
      if (!isOurs && !signal?.aborted) throw calls.foreign('answered');
    } catch (error) {
      if (signal?.aborted) return;
      if (!(error instanceof PulsebaseError) || last === undefined || !mayPass(error)) throw error;
      broken = error;
    }
    if (signal?.aborted) return;
    onBreak?.(broken);
    await pauseFor(pause, eitherSignal(signal, calls.signal));
    pause = Math.min(pause * 2, MAX_PAUSE_MS);
  }
}

function mayPass({ code }: PulsebaseError): boolean {
  return ['CONNECTION_FAILED', 'OVERLOADED', 'RATE_LIMITED', 'TIMEOUT', 'UNEXPECTED'].includes(code);
}

function payloadOf(data: string, calls: ServiceCalls): AlarmPayload {
  try {
    return JSON.parse(data) as AlarmPayload;
  } catch (cause) {
    throw calls.foreign('answered', cause);
  }
}

function callFor({ filter, signal }: Watched, last: string | undefined) {
  return {
    path: `/v1/alarms/stream?${filter}`,
    headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) },
    signal,
    isRepeatable: true,
  };
}

function pauseFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}
