import { ALL_TIME, type WindowInput } from '../window/window.ts';

/** Returns a window whose missing ends are those of all time that a store accepts. */
export function openWindow({ from, to }: { readonly from?: string; readonly to?: string }): WindowInput {
  return { from: from ?? new Date(ALL_TIME.from), to: to ?? new Date(ALL_TIME.to) };
}
