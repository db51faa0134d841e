import type { Cohort } from './query.ts';
import { WINDOW_LENGTHS, WINDOW_SHAPES, type WindowLength, type WindowShape } from './windows.ts';

/** The users of queryUsers: men over 24 (43 in 100), a narrow one of several genders (4 in 100), a wide one. */
export const COHORTS = {
  male: { minAge: 24, genders: ['male'] },
  'female or other over 70': { minAge: 70, genders: ['female', 'other'] },
  all: { minAge: 24 },
} as const satisfies Record<string, Cohort>;

export type CohortName = keyof typeof COHORTS;

/** Threshold of the fixed query for a cohort, bpm. */
export const FIXED_THRESHOLD = 60;
/** User of the fixed query for hours. */
export const FIXED_USER = 99;

/** Windows of one kind; `fixed` is one query, asked again and again. */
export type CellWindow =
  | { readonly length: WindowLength; readonly shape: WindowShape }
  | { readonly length: 'year'; readonly shape: 'fixed' };

/** A kind of query, of which many are asked. */
export type Cell = CellWindow &
  ({ readonly query: 'queryUsers'; readonly cohort: CohortName } | { readonly query: 'queryTop' });

export type QueryName = Cell['query'];

export const FIXED_CELL_WINDOW = { length: 'year', shape: 'fixed' } as const satisfies CellWindow;

/** All cells, the two fixed queries first. */
export function allCells(): Cell[] {
  const windows = WINDOW_LENGTHS.flatMap((length) => WINDOW_SHAPES.map((shape) => ({ length, shape })));
  return [
    { query: 'queryUsers', cohort: 'male', ...FIXED_CELL_WINDOW },
    { query: 'queryTop', ...FIXED_CELL_WINDOW },
    ...(Object.keys(COHORTS) as CohortName[]).flatMap((cohort) =>
      windows.map((window) => ({ query: 'queryUsers', cohort, ...window }) as const),
    ),
    ...windows.map((window) => ({ query: 'queryTop', ...window }) as const),
  ];
}

/** Cells that are also asked cold: the men over 24, and queryTop; in a smoke test the two fixed queries. */
export function isAskedCold(cell: Cell, smoke: boolean): boolean {
  if (smoke) return cell.shape === 'fixed';
  return cell.query === 'queryTop' || cell.cohort === 'male';
}

/** Such as `queryUsers, male, year, ragged`. */
export function cellName(cell: Cell): string {
  const { length, shape } = cell;
  return [cell.query, ...(cell.query === 'queryUsers' ? [cell.cohort] : []), length, shape].join(', ');
}
