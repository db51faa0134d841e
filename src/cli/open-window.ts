import { ALL_TIME, type WindowInput } from '../window/window.ts';

/** A window whose ends may be left out: then it reaches as far as a store does. */
export function openWindow({ from, to }: { readonly from?: string; readonly to?: string }): WindowInput {
  return { from: from ?? new Date(ALL_TIME.from), to: to ?? new Date(ALL_TIME.to) };
}
