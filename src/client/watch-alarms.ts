import type { AlarmPayload } from '../api/schemas/alarm-payload.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { ServiceCalls } from './service-calls.ts';

/** Which alarms to watch, and from where on. */
export interface WatchedAlarms {
  readonly severities?: readonly string[] | undefined;
  readonly userIds?: readonly number[] | undefined;
  readonly ruleIds?: readonly string[] | undefined;
  /** Begins behind the event of this number; with what comes next when omitted. */
  readonly after?: number | undefined;
  readonly signal: AbortSignal;
  /** Called when the stream has broken off, with what is known, before it is opened again. */
  readonly onBreak: (error: PulsebaseError | undefined) => void;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 30_000;

/**
 * Gives what happens to alarms, until the signal is aborted. When the stream breaks off it is opened again where it was: nothing is
 * missed, and nothing comes twice.
 *
 * @throws PulsebaseError when the service does not let the caller watch, or cannot be reached at first.
 */
export async function* watchAlarms(calls: ServiceCalls, options: WatchedAlarms): AsyncGenerator<AlarmPayload> {
  const { signal, onBreak } = options;
  let last = options.after === undefined ? undefined : String(options.after);
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    let broken: PulsebaseError | undefined;
    try {
      let data = '';
      for await (const line of calls.textLines(callFor(options, last))) {
        const [, field, value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
        if (field === 'id') last = value;
        else if (field === 'data') data = value;
        else if (line === '' && data !== '') {
          pause = FIRST_PAUSE_MS;
          yield JSON.parse(data) as AlarmPayload;
          data = '';
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof PulsebaseError) || last === undefined || !mayPass(error)) throw error;
      broken = error;
    }
    if (signal.aborted) return;
    onBreak(broken);
    await pauseFor(pause, signal);
    pause = Math.min(pause * 2, MAX_PAUSE_MS);
  }
}

function mayPass({ code }: PulsebaseError): boolean {
  return ['CONNECTION_FAILED', 'OVERLOADED', 'RATE_LIMITED', 'TIMEOUT', 'UNEXPECTED'].includes(code);
}

function callFor({ severities, userIds, ruleIds, signal }: WatchedAlarms, last: string | undefined) {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries({ severities, userIds, ruleIds })) {
    if (values !== undefined && values.length > 0) parameters.set(name, values.join(','));
  }
  return {
    path: `/v1/alarms/stream?${parameters}`,
    headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) },
    signal,
    isRepeatable: true,
  };
}

function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
