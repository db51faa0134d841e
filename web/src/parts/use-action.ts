import { useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../data/failure.ts';

/** Something that a press of a button does. */
export interface Action {
  /** Meanwhile its button is `aria-disabled`: one that were `disabled` would lose the focus. */
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** Does it, once at a time; gives whether it worked. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const underWay = useRef(false);
  const run = async (work: () => Promise<unknown>) => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      underWay.current = false;
      setBusy(false);
    }
  };
  return { isBusy, failure, run };
}
