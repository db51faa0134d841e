import { Link } from './link.tsx';

interface Properties {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly words: string; readonly count?: number | undefined }[];
  /** The address of the one that is shown. */
  readonly current: string;
}

/** The parts of a page, each with an address of its own. */
export function Tabs({ label, tabs, current }: Properties) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ to, words, count }) => (
        <Link key={to} to={to} aria-current={to === current ? 'page' : undefined}>
          {words}
          {count !== undefined && <span class="tab-count number">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
