import { useState } from 'preact/hooks';
import { type Failure, failureOf } from '../data/failure.ts';

/** Something that a press of a button does. */
export interface Action {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** Does it, once at a time; gives whether it worked. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, failure, run };
}
