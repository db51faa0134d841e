import type { BenchOptions } from '../bench-options.ts';
import type { BenchSite } from '../bench-site.ts';
import type { ContenderHandle } from '../contender-handle.ts';
import type { ContenderName } from '../contenders/registry.ts';
import type { Judge } from '../judge.ts';
import { type Call, cellCalls } from '../queries/cell-calls.ts';
import type { Cell } from '../queries/cells.ts';
import { referenceOf } from './reference-of.ts';

/** What the stages of a run share. */
export interface Running {
  readonly options: BenchOptions;
  readonly site: BenchSite;
  /** The loaded contenders, all open. */
  readonly handles: readonly ContenderHandle[];
  /** Gives the right answers: Pulsebase where it runs. No contender that is measured, since it would know them then. */
  readonly reference: ContenderHandle;
  readonly judge: Judge<ContenderName>;
  /** Tells people how far the run is. */
  readonly log: (line: string) => void;
}

/** The calls of a cell with the right answers, which the contenders confirm or refute. */
export function callsOf({ reference, options }: Running, cell: Cell, count: number): Promise<Call[]> {
  return cellCalls(cell, count, options.plan, options.seed, referenceOf(reference));
}

/** Asks one contender one call and judges the answer. Gives the milliseconds. */
export async function ask(running: Running, handle: ContenderHandle, call: Call): Promise<number> {
  const { ms, value } =
    call.kind === 'queryTop' ? await handle.call('queryTop', call.query) : await handle.call('queryUsers', call.query);
  running.judge.answer(handle.name, call, value);
  return ms;
}
