import type { AlarmEvent } from '../../alarms/alarm-event.ts';
import type { AlarmLog } from './alarm-log.ts';
import { payloadOf } from './payload-of.ts';

/** Silence after which a comment shows that the connection is there. */
const HEARTBEAT_MS = 15_000;
/** Entries of the log read at a time. */
const PAGE = 100;
/** How soon a browser comes back after the stream has broken off, in milliseconds. */
const RETRY_MS = 1000;

/** What a stream of events tells. */
export interface EventStreamOptions {
  /** Tells what comes behind this entry of the log. */
  readonly after: number;
  /** Whether to go on with what is yet to come. */
  readonly follow: boolean;
  readonly isWanted: (event: AlarmEvent) => boolean;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called at each heartbeat; what it throws ends the stream. */
  readonly onHeartbeat: () => Promise<void>;
}

/**
 * The log of alarms as server-sent events, whose ids are the numbers of its entries: whoever comes back with the last one misses
 * nothing. An id without data moves that number past entries which are not wanted.
 */
export async function* eventStream(log: AlarmLog, options: EventStreamOptions): AsyncGenerator<string> {
  const { follow, isWanted, signal, onHeartbeat } = options;
  let last = options.after;
  yield `retry: ${RETRY_MS}\nid: ${last}\n\n`;
  while (!signal.aborted) {
    const { events, upTo } = await log.after(last, PAGE);
    const text = events.filter(isWanted).map(textOf).join('');
    const isPassed = upTo > last && events.findLast(isWanted)?.seq !== upTo;
    const hasRead = upTo > last;
    last = upTo;
    if (hasRead) yield isPassed ? `${text}id: ${last}\n\n` : text;
    if (hasRead) continue;
    if (!follow) return;
    if (!(await hasMore(log, last, signal)) && !signal.aborted) {
      await onHeartbeat();
      yield ': here\n\n';
    }
  }
}

/** Waits for more, as long as silence may last. */
async function hasMore(log: AlarmLog, last: number, signal: AbortSignal): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), HEARTBEAT_MS);
  timer.unref();
  await log.waitFor(last, AbortSignal.any([signal, patience.signal]));
  clearTimeout(timer);
  return !patience.signal.aborted;
}

function textOf(event: AlarmEvent): string {
  const { type, ...payload } = payloadOf(event, ['userId', 'peak', 'readings']);
  return `id: ${event.seq}\nevent: ${type}\ndata: ${JSON.stringify({ type, ...payload })}\n\n`;
}
