import type { ComponentChildren } from 'preact';
import { formatCount } from '../../format/numbers.ts';
import { Link } from '../../parts/link.tsx';

interface Properties {
  readonly title: string;
  readonly value: number | ComponentChildren;
  readonly foot?: string;
  /** Where more of it is. */
  readonly to?: string;
}

/** One number that matters. */
export function Tile({ title, value, foot = '\u00a0', to }: Properties) {
  const body = (
    <>
      <span class="tile-title">{title}</span>
      <span class="tile-value number">{typeof value === 'number' ? formatCount(value) : value}</span>
      <span class="small muted">{foot}</span>
    </>
  );
  return to === undefined ? (
    <div class="card tile">{body}</div>
  ) : (
    <Link to={to} class="card tile">
      {body}
    </Link>
  );
}
