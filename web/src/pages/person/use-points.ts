import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isAborted } from '../../data/failure.ts';
import type { Window } from '../../data/people-calls.ts';
import { loadPoints, type Points } from '../../data/points.ts';
import { isEnough, roomFor, windowFor } from './loaded-window.ts';

const TOGETHER_MS = 80;
/** What was loaded lately; more is not kept, as a few hundred kilobytes are each. */
const KEPT = 24;

interface Shown {
  readonly points: Points | undefined;
  readonly isLoading: boolean;
  readonly failure: Failure | undefined;
  retry(): void;
}

/** What the chart of a view shows: what was there before stays until what is asked for has come, so that it is never blank. */
export function usePoints(userId: number, view: Window, extent: Window): Shown {
  const [points, setPoints] = useState<Points | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [isLoading, setLoading] = useState(false);
  const [round, setRound] = useState(0);
  const kept = useRef(new Map<string, Points>());
  const wanted = points !== undefined && isEnough(points, view, extent) ? undefined : windowFor(view, extent);
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const key = `${wanted.from} ${wanted.to}`;
    const take = (loaded: Points) => {
      kept.current.delete(key);
      kept.current.set(key, loaded);
      if (kept.current.size > KEPT) kept.current.delete(kept.current.keys().next().value!);
      setPoints(loaded);
      setFailure(undefined);
      setLoading(false);
    };
    const found = kept.current.get(key);
    if (found !== undefined) {
      take(found);
      return undefined;
    }
    const stopped = new AbortController();
    setLoading(true);
    const load = () =>
      loadPoints(userId, wanted, roomFor(document.documentElement.clientWidth), stopped.signal).then(
        take,
        (error: unknown) => {
          if (stopped.signal.aborted || isAborted(error)) return;
          setFailure(failureOf(error));
          setLoading(false);
        },
      );
    const timer = setTimeout(load, points === undefined ? 0 : TOGETHER_MS);
    return () => {
      clearTimeout(timer);
      stopped.abort();
    };
  }, [userId, wanted?.from, wanted?.to, round]);
  return { points, isLoading, failure, retry: () => setRound((number) => number + 1) };
}
