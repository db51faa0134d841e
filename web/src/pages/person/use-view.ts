import { useEffect, useRef, useState } from 'preact/hooks';
import { rounded } from '../../chart/moves.ts';
import type { Window } from '../../data/people-calls.ts';
import { isZone, VIEWER_ZONE } from '../../format/zones.ts';
import { go, query, withQuery } from '../../state/router.ts';

/** How long a view rests before it becomes a step of the history. */
const REST_MS = 500;

interface View {
  readonly view: Window;
  readonly zone: string;
  show(view: Window): void;
  setZone(zone: string): void;
}

/** The window that is shown, and by whose clocks: both are in the address, so that a link opens the same view elsewhere. */
export function useView(first: Window): View {
  const [view, setView] = useState(askedView() ?? first);
  const shown = useRef(view);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const address = query.value.toString();
  useEffect(() => {
    // Back and forward, and links to another view of the same person.
    const next = askedView() ?? first;
    if (timer.current !== undefined || isSame(next, rounded(shown.current))) return;
    shown.current = next;
    setView(next);
  }, [address]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    view,
    zone: zoneOf(query.value),
    show(next) {
      shown.current = next;
      setView(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        const { from, to } = rounded(shown.current);
        go(withQuery({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }));
      }, REST_MS);
    },
    setZone: (zone) => go(withQuery({ tz: zone === VIEWER_ZONE ? 'viewer' : zone }), { replace: true }),
  };
}

/** The window that the address asks for. */
export function askedView(): Window | undefined {
  const parameters = query.peek();
  const [from, to] = [Date.parse(parameters.get('from') ?? ''), Date.parse(parameters.get('to') ?? '')];
  return from < to ? { from, to } : undefined;
}

function zoneOf(parameters: URLSearchParams): string {
  const asked = parameters.get('tz') ?? 'viewer';
  return asked !== 'viewer' && isZone(asked) ? asked : VIEWER_ZONE;
}

function isSame(a: Window, b: Window): boolean {
  return a.from === b.from && a.to === b.to;
}
