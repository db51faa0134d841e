import { giveWay, isTurnOver } from './give-way.ts';

/** Yields the same items, giving way to other work in between: processing an item may cost more than reading it. */
export async function* givingWay<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    if (isTurnOver()) await giveWay();
    yield item;
  }
}
