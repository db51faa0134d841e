import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf, isAborted } from '../data/failure.ts';

/** How long nothing is shown of a load: most are faster, and a flash of a skeleton disturbs. */
const PATIENCE_MS = 200;

/** What is known of something that is loaded. */
export interface Loaded<T> {
  /** What came last; it stays while something newer is loaded, but not when that fails and was asked for otherwise. */
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

/**
 * Loads something, and again whenever an input changes; what nobody waits for any more is aborted.
 *
 * @param live Changes when there may be something newer. What is being loaded comes first: news may be more frequent than answers.
 */
export function useLoaded<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  live = 0,
): Loaded<T> {
  const [state, setState] = useState<State<T>>({
    ...{ data: undefined, at: undefined, failure: undefined },
    ...{ isLoading: true, isSlow: false },
  });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const loads = useRef<'nothing' | 'something' | 'something old'>('nothing');
  const seen = useRef(live);
  const dataOf = useRef(inputs);
  const reload = useCallback(() => setRound((number) => number + 1), []);
  useEffect(() => {
    loads.current = 'something';
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
        const isOld = loads.current === 'something old';
        loads.current = 'nothing';
        // What was asked for otherwise does not answer this.
        const isOfOther = !('data' in outcome) && inputs.some((input, at) => input !== dataOf.current[at]);
        if ('data' in outcome) dataOf.current = inputs;
        const kept = isOfOther ? { data: undefined, at: undefined } : {};
        setState((known) => ({ ...known, ...kept, ...outcome, isLoading: false, isSlow: false }));
        if (isOld) reload();
      });
    return () => {
      clearTimeout(patience);
      stopped.abort();
    };
  }, [round, ...inputs]);
  useEffect(() => {
    if (seen.current === live) return;
    seen.current = live;
    if (loads.current === 'nothing') reload();
    else loads.current = 'something old';
  }, [live]);
  return { ...state, reload };
}
