import { requireWindow, type WindowInput } from '../../window/window.ts';

/** Length of a window in days: it explains a slow query, and reveals nothing about anybody. */
export function span({ from, to }: WindowInput): { readonly days: number } {
  const window = requireWindow({ from, to });
  return { days: Math.round((window.to - window.from) / 864_000) / 100 };
}
