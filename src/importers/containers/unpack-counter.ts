import { PulsebaseError } from '../../model/pulsebase-error.ts';

/** How much may come out of one file that is imported. */
export interface UnpackLimits {
  /** Files in it, at all depths. */
  readonly members: number;
  /** Archives within archives. */
  readonly depth: number;
  /** Bytes that come out for each byte that lies there, beyond the first 64 MiB. */
  readonly ratio: number;
  /** Bytes that come out in all. */
  readonly bytes: number;
}

/** Deflate packs 1,032 to 1 at most, and what people export 10 to 1 to 50 to 1: beyond this somebody means harm. */
export const UNPACK_LIMITS: UnpackLimits = { members: 100_000, depth: 4, ratio: 1100, bytes: 2 ** 42 };

const ALWAYS_ALLOWED = 64 * 1024 * 1024;

/** Counts what comes out of one file. */
export class UnpackCounter {
  readonly #name: string;
  readonly #limits: UnpackLimits;
  readonly #packedBytes: () => number;
  #members = 0;
  #bytes = 0;

  /** @param packedBytes the bytes of the file as it lies there, or as many as were read of a pipe. */
  constructor(name: string, limits: UnpackLimits, packedBytes: () => number) {
    this.#name = name;
    this.#limits = limits;
    this.#packedBytes = packedBytes;
  }

  /** @throws PulsebaseError `INVALID_FILE` when there are too many, or too deep. */
  countMember(depth: number): void {
    this.#members += 1;
    if (this.#members > this.#limits.members) this.#refuse(`holds more than ${this.#limits.members} files`);
    if (depth > this.#limits.depth) this.#refuse(`holds archives in archives more than ${this.#limits.depth} deep`);
  }

  /** The same bytes, counted. @throws PulsebaseError `INVALID_FILE` when too much comes out. */
  async *counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      const allowed = Math.max(ALWAYS_ALLOWED, this.#limits.ratio * this.#packedBytes());
      if (this.#bytes > allowed) this.#refuse(`unpacks to more than ${this.#limits.ratio} times its size`);
      if (this.#bytes > this.#limits.bytes) this.#refuse(`unpacks to more than ${this.#limits.bytes} bytes`);
      yield chunk;
    }
  }

  #refuse(what: string): never {
    throw new PulsebaseError('INVALID_FILE', `${this.#name} ${what}; unpack it, and import what was in it`);
  }
}
