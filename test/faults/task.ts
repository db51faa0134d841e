import type { KillOrder } from './kill-switch.ts';
import type { Operation } from './operations.ts';

/** What a victim is told to do. */
export interface Task {
  readonly directory: string;
  /** Acknowledged so far, in order. */
  readonly done: readonly Operation[];
  /** What the last victim had begun when it died. */
  readonly underWay: Operation | null;
  /** Done first, and acknowledged. */
  readonly prelude: readonly Operation[];
  /** Done then, with the kill armed. */
  readonly target: readonly Operation[];
  readonly kill: KillOrder | null;
  /** Whether the store is closed, opened and looked at once more before the work goes on. */
  readonly opensTwice: boolean;
  /** Whether the kill is armed from the start, so that it meets the work that opening has to do. */
  readonly killAtOpen: boolean;
}

/** What a victim says on its standard output, one line each. */
export type Message =
  | { readonly at: 'begin'; readonly operation: Operation }
  /** The promise of the operation has settled. */
  | { readonly at: 'done' }
  /** What the last kill left has been looked at, and all was well. */
  | { readonly at: 'checked' }
  | { readonly at: 'armed' }
  | { readonly at: 'survived' }
  | { readonly at: 'warning'; readonly problem: string }
  | { readonly at: 'failed'; readonly lost: number; readonly returned: number; readonly problem: string };
