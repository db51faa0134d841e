import { computed, signal } from '@preact/signals';
import { BASE_URL } from './base-url.ts';

const address = signal(read());

function read(): { readonly path: string; readonly search: string } {
  const { pathname, search } = location;
  return { path: `/${pathname.slice(BASE_URL.pathname.length)}`, search };
}

addEventListener('popstate', () => {
  address.value = read();
});

/** The path below the dashboard, as `/people/99`. */
export const path = computed(() => address.value.path);

/** What stands behind the question mark. */
export const query = computed<URLSearchParams>(() => new URLSearchParams(address.value.search));

/** The address of a page, for links. */
export function hrefOf(target: string): string {
  return `${BASE_URL.pathname}${target.slice(1)}`;
}

/** Shows another page. */
export function go(target: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  const before = path.peek();
  if (replace) history.replaceState(null, '', hrefOf(target));
  else history.pushState(null, '', hrefOf(target));
  address.value = read();
  if (path.peek() !== before && !replace) scrollTo(0, 0);
}

/** The address of this page with other parameters; those that are undefined or empty go. */
export function withQuery(changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(address.peek().search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  // Read by people: commas and colons stay as they are.
  const text = next.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text === '' ? path.peek() : `${path.peek()}?${text}`;
}
