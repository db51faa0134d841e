import { signal } from '@preact/signals';

const SHOWN_MS = 6000;
const current = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells, for a while, what has been done. */
export function notify(words: string): void {
  clearTimeout(timer);
  current.value = words;
  timer = setTimeout(() => {
    current.value = '';
  }, SHOWN_MS);
}

/** Where it is told, also to who hears the page. */
export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {current.value !== '' && <span class="notice">{current.value}</span>}
    </div>
  );
}
