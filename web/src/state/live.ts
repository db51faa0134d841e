import { computed, effect, signal } from '@preact/signals';
import { ofAlarms } from '../data/calls.ts';
import { may, session } from './session.ts';

/** Without events the pages ask again after this long: readings come in without an alarm too. */
const EVERY_MS = 30_000;
/** Events come in bursts; what shows them asks once for all. */
const TOGETHER_MS = 1000;
const AGAIN_MS = 10_000;

/** Whether what is shown stands still, as somebody has asked. */
export const isPaused = signal(false);

const count = signal(0);
let due: ReturnType<typeof setTimeout> | undefined;

/** Changes whenever what is shown may have changed in the service; pages load again when it does. */
export const liveRound = computed(() => count.value);

const halfMinutes = signal(0);

/** Changes every half a minute, for what takes more to load again than an alarm is worth. */
export const steadyRound = computed(() => halfMinutes.value);

function touch(): void {
  if (isPaused.peek() || due !== undefined) return;
  due = setTimeout(() => {
    due = undefined;
    count.value += 1;
  }, TOGETHER_MS);
}

// One tab of the browser listens and tells the others: over HTTP/1.1 a browser has six connections to a host, for all its tabs.
const channel = new BroadcastChannel('pulsebase.alarms');
channel.addEventListener('message', touch);

async function listen(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await ofAlarms(async (client) => {
        for await (const _ of client.watchAlarms({ signal })) {
          channel.postMessage('event');
          touch();
        }
      });
    } catch {
      // The pages themselves say when the service cannot be reached; here it is tried again.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function lead(signal: AbortSignal): Promise<unknown> {
  if (!('locks' in navigator)) return listen(signal);
  return navigator.locks.request('pulsebase.alarms', { signal }, () => listen(signal)).catch(() => {});
}

const isListening = computed(() => session.value?.isSignedIn === true && may('read') && !isPaused.value);

let hasListened = false;

effect(() => {
  if (!isListening.value) return undefined;
  const stopped = new AbortController();
  void lead(stopped.signal);
  const timer = setInterval(() => {
    touch();
    halfMinutes.value += 1;
  }, EVERY_MS);
  // At first everything has just been loaded.
  if (hasListened) touch();
  hasListened = true;
  return () => {
    clearInterval(timer);
    stopped.abort();
  };
});
