/**
 * A `fetch` that stands for a plain round-robin proxy: each request goes to one of several services in turn, whatever address it
 * names.
 */
export function inTurn(urls: readonly string[]): typeof fetch {
  let requests = 0;
  return (input, init) => {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const url = urls[requests % urls.length]!;
    requests += 1;
    return fetch(`${url}${pathname}${search}`, init);
  };
}
