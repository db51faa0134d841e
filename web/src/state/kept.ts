import { effect, type Signal, signal } from '@preact/signals';

/** A choice that this browser remembers; one that is not among the allowed counts as never made. */
export function kept<T extends string>(name: string, allowed: readonly T[], fallback: () => T): Signal<T> {
  const key = `pulsebase.${name}`;
  const stored = read(key);
  const choice = signal(allowed.find((value) => value === stored) ?? fallback());
  let isFirst = true;
  effect(() => {
    const { value } = choice;
    if (!isFirst) write(key, value);
    isFirst = false;
  });
  return choice;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A browser may keep nothing at all.
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds until the page is closed.
  }
}
