import { signal } from '@preact/signals';

const EVERY_MS = 10_000;

/** What time it is, to ten seconds: what depends on it is shown anew. In Unix milliseconds. */
export const clock = signal(Date.now());

setInterval(() => {
  clock.value = Date.now();
}, EVERY_MS);
