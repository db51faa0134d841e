import { useEffect, useState } from 'preact/hooks';
import type { Window } from '../../data/people-calls.ts';

const REST_MS = 250;

/** A window as it was when it moved last, once it has come to rest. */
export function useRested({ from, to }: Window): Window {
  const [rested, setRested] = useState<Window>({ from, to });
  useEffect(() => {
    if (rested.from === from && rested.to === to) return undefined;
    const timer = setTimeout(() => setRested({ from, to }), REST_MS);
    return () => clearTimeout(timer);
  }, [from, to]);
  return rested;
}
