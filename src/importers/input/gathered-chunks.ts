import { giveWay } from '../../async/give-way.ts';
import { ChunkGatherer } from './chunk-gatherer.ts';

/** The same bytes in chunks that are worth their cost. Where the chunks end with an error, what has come is given first. */
export async function* gatheredChunks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gatherer = new ChunkGatherer();
  try {
    for await (const chunk of chunks) {
      await giveWay();
      yield* gatherer.add(chunk);
    }
  } catch (error) {
    yield* gatherer.rest();
    throw error;
  }
  yield* gatherer.rest();
}
