import { giveWay, isTurnOver } from './give-way.ts';

/** The same items, between which the event loop is given way to others: taking an item may cost more than reading it. */
export async function* givingWay<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    if (isTurnOver()) await giveWay();
    yield item;
  }
}
