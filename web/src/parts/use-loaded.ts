import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isAborted } from '../data/failure.ts';

/** How long nothing is shown of a load: most are faster, and a flash of a skeleton disturbs. */
const PATIENCE_MS = 200;

/** What is known of something that is loaded. */
export interface Loaded<T> {
  /** What came last; it stays while something newer is loaded. */
  readonly data: T | undefined;
  /** When it came, in Unix milliseconds. */
  readonly at: number | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  /** Whether it takes long enough to say so. */
  readonly isSlow: boolean;
  reload(): void;
}

interface State<T> {
  readonly data: T | undefined;
  readonly at: number | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  readonly isSlow: boolean;
}

/** Loads something, and again whenever an input changes; what nobody waits for any more is aborted. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<State<T>>({
    ...{ data: undefined, at: undefined, failure: undefined },
    ...{ isLoading: true, isSlow: false },
  });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const stopped = new AbortController();
    const patience = setTimeout(() => setState((known) => ({ ...known, isSlow: true })), PATIENCE_MS);
    setState((known) => ({ ...known, isLoading: true, isSlow: false }));
    latest
      .current(stopped.signal)
      .then(
        (data) => ({ data, at: Date.now(), failure: undefined }),
        (error: unknown) => (isAborted(error) ? undefined : { failure: failureOf(error) }),
      )
      .then((outcome) => {
        if (stopped.signal.aborted || outcome === undefined) return;
        clearTimeout(patience);
        setState((known) => ({ ...known, ...outcome, isLoading: false, isSlow: false }));
      });
    return () => {
      clearTimeout(patience);
      stopped.abort();
    };
  }, [round, ...inputs]);
  const reload = useCallback(() => setRound((number) => number + 1), []);
  return { ...state, reload };
}
