/**
 * Groups items into pages of `size`. If the source fails, the items before are yielded first.
 *
 * @param weightOf What an item adds to the size of its page.
 */
export async function* inPages<T>(
  items: AsyncIterable<T>,
  size: number,
  weightOf: (item: T) => number = () => 1,
): AsyncGenerator<T[]> {
  let page: T[] = [];
  let weight = 0;
  try {
    for await (const item of items) {
      page.push(item);
      weight += weightOf(item);
      if (weight < size) continue;
      yield page;
      page = [];
      weight = 0;
    }
  } catch (error) {
    if (page.length > 0) yield page;
    throw error;
  }
  if (page.length > 0) yield page;
}
