import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../i18n/text.ts';
import { Icon } from './icon.tsx';

const PAGE = 25;

export interface Column<T> {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: T, at: number) => ComponentChildren;
  /** Whether it holds numbers, which stand under each other. */
  readonly isNumber?: boolean;
  readonly isSortable?: boolean;
}

export interface Sorting {
  readonly by: string;
  readonly isDescending: boolean;
}

interface Properties<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  /** Whether all rows are shown at once: who shows them adds more at the end. */
  readonly isWhole?: boolean;
}

/** Rows under headings, 25 at a time: a reader who hears them can get through. */
export function DataTable<T>({ caption, columns, rows, keyOf, sorting, onSort, isWhole = false }: Properties<T>) {
  const [page, setPage] = useState(0);
  const length = isWhole ? Math.max(PAGE, rows.length) : PAGE;
  const pages = Math.max(1, Math.ceil(rows.length / length));
  // The same rows as they are now, which news bring, are shown from where somebody reads.
  useEffect(() => setPage(0), [caption, sorting?.by, sorting?.isDescending]);
  const at = Math.min(page, pages - 1);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys as well */}
      <section class="table-frame" aria-label={caption} tabIndex={0}>
        <table>
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map(({ name, title, isNumber = false, isSortable = false }) => {
                const isSorted = sorting?.by === name;
                const direction = sorting?.isDescending ? ('descending' as const) : ('ascending' as const);
                return (
                  <th
                    key={name}
                    scope="col"
                    class={isNumber ? 'number' : ''}
                    {...(isSorted ? { 'aria-sort': direction } : {})}
                  >
                    {isSortable ? (
                      <button
                        type="button"
                        class="sort"
                        onClick={() =>
                          onSort?.({ by: name, isDescending: isSorted ? !sorting.isDescending : isNumber })
                        }
                      >
                        {title}
                        <span aria-hidden="true" class="sort-mark">
                          {isSorted ? (sorting.isDescending ? '▾' : '▴') : ''}
                        </span>
                      </button>
                    ) : (
                      title
                    )}
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {rows.slice(at * length, (at + 1) * length).map((row, index) => (
              <tr key={keyOf(row)}>
                {columns.map(({ name, cell, isNumber = false }) => (
                  <td key={name} class={isNumber ? 'number' : ''}>
                    {cell(row, at * length + index)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <nav class="pager" aria-label={caption}>
          <button
            type="button"
            class="button square"
            aria-label={text('previous')}
            aria-disabled={at === 0}
            onClick={() => setPage(Math.max(0, at - 1))}
          >
            <Icon name="left" />
          </button>
          <span class="number">{text('page', { n: at + 1, m: pages })}</span>
          <button
            type="button"
            class="button square"
            aria-label={text('next')}
            aria-disabled={at === pages - 1}
            onClick={() => setPage(Math.min(pages - 1, at + 1))}
          >
            <Icon name="right" />
          </button>
        </nav>
      )}
    </>
  );
}
