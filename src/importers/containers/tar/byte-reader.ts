/** A stretch of a stream of bytes, which is read before what follows it. */
export interface StreamPart extends AsyncIterable<Buffer> {
  /** Passes over what was not read. */
  skip(): Promise<void>;
}

/** Reads a stream of bytes piece by piece. */
export class ByteReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncGenerator<Buffer>) {
    this.#chunks = chunks;
  }

  /** So many bytes; fewer where the stream ends. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.part(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The next so many bytes, as they come. */
  part(length: number): StreamPart {
    let left = length;
    const next = async (): Promise<Buffer | undefined> => {
      if (left === 0) return undefined;
      while (this.#held.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk.done === true) return undefined;
        this.#held = chunk.value;
      }
      const bytes = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(bytes.length);
      left -= bytes.length;
      return bytes;
    };
    return {
      skip: async () => {
        while ((await next()) !== undefined);
      },
      [Symbol.asyncIterator]: async function* () {
        for (let bytes = await next(); bytes !== undefined; bytes = await next()) yield bytes;
      },
    };
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}
