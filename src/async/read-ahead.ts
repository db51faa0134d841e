/**
 * Yields the items of `source`, which produces the next one while the consumer is busy: at most one item is buffered. When the
 * consumer stops early, so does the source.
 */
export async function* readAhead<T>(source: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  let next = source.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = source.next();
      // A failure is reported when the consumer asks for the item, not before.
      next.catch(() => {});
      yield result.value;
    }
  } finally {
    await source.return();
  }
}
