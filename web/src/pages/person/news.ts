import { createContext } from 'preact';
import { useRef } from 'preact/hooks';
import type { Points } from '../../data/points.ts';

/** Changes when there are other readings of the person than before; what is shown of them is loaded again then. */
export const News = createContext(0);

/** What is known of all time, the same object for as long as nothing about it has changed, and how often it has. */
export function useNews(all: Points): { readonly all: Points; readonly news: number } {
  const known = useRef({ all, news: 0 });
  if (!isSame(known.current.all, all)) known.current = { all, news: known.current.news + 1 };
  return known.current;
}

function isSame(one: Points, other: Points): boolean {
  if (one === other) return true;
  const columns = ['times', 'averages', 'lows', 'highs', 'counts'] as const;
  return (
    one.level === other.level &&
    one.times.length === other.times.length &&
    columns.every((name) => one[name].every((value, at) => value === other[name][at]))
  );
}
