import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isAborted } from '../../data/failure.ts';
import type { Window } from '../../data/people-calls.ts';
import { loadPoints, type Points } from '../../data/points.ts';
import { isEnough, meanwhile, screenRoom, windowFor } from './loaded-window.ts';

/** What was loaded lately; more is not kept, as a few hundred kilobytes are each. */
const KEPT = 24;

interface Shown {
  readonly points: Points;
  readonly isLoading: boolean;
  readonly failure: Failure | undefined;
  retry(): void;
}

/**
 * What the chart of a view shows: what was there before stays until what is asked for has come, so that it is never blank. One
 * window is asked for at a time, so that whoever moves on and on sees what comes between.
 *
 * @param known What is loaded already, of all time first.
 */
export function usePoints(userId: number, view: Window, extent: Window, known: readonly [Points, ...Points[]]): Shown {
  const room = screenRoom();
  const [round, setRound] = useState(0);
  const [failed, setFailed] = useState<{ readonly of: string; readonly failure: Failure } | undefined>(undefined);
  const kept = useRef<Points[]>([...known]);
  const asked = useRef<AbortController | undefined>(undefined);
  const shown = useRef<Points>(known[0]);
  // There are other readings than before: what was loaded of the old ones stays only until it is loaded again.
  if (!kept.current.includes(known[0])) {
    kept.current = [...known];
    asked.current?.abort();
    asked.current = undefined;
  }
  const enough = kept.current.findLast((points) => isEnough(points, view, extent, room));
  shown.current = enough ?? meanwhile(shown.current, kept.current, view);
  const { from, to } = windowFor(view);
  const key = `${from} ${to}`;
  const isWanted = enough === undefined && failed?.of !== key;
  useEffect(() => {
    if (!isWanted || asked.current !== undefined) return;
    const asking = new AbortController();
    asked.current = asking;
    loadPoints(userId, { from, to }, room, asking.signal)
      .then(
        (points) => {
          if (asking.signal.aborted) return;
          kept.current.push(points);
          // Those of all time stay.
          if (kept.current.length > KEPT) kept.current.splice(1, 1);
          setFailed(undefined);
        },
        (error: unknown) => {
          if (!isAborted(error)) setFailed({ of: key, failure: failureOf(error) });
        },
      )
      .then(() => {
        if (asked.current === asking) asked.current = undefined;
        if (!asking.signal.aborted) setRound((number) => number + 1);
      });
  }, [isWanted, key, round, known]);
  useEffect(() => () => asked.current?.abort(), []);
  return {
    points: shown.current,
    isLoading: isWanted,
    failure: failed?.failure,
    retry: () => setFailed(undefined),
  };
}
