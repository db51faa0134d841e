import { useEffect, useRef } from 'preact/hooks';
import { Link } from './link.tsx';

interface Properties {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly words: string; readonly count?: number | undefined }[];
  /** The address of the one that is shown. */
  readonly current: string;
}

/** The parts of a page, each with an address of its own. */
export function Tabs({ label, tabs, current }: Properties) {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone it may be beyond the edge.
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <nav class="tabs" aria-label={label} ref={list}>
      {tabs.map(({ to, words, count }) => (
        <Link key={to} to={to} aria-current={to === current ? 'page' : undefined}>
          {words}
          {count !== undefined && <span class="tab-count number">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
