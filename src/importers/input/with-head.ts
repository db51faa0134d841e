/** Chunks of bytes, of which the first have come. */
export interface WithHead {
  /** The first bytes. */
  readonly head: Buffer;
  /** All bytes behind the head. */
  readonly rest: AsyncGenerator<Buffer>;
  /** All bytes, with the head, instead of the rest. */
  readonly all: AsyncGenerator<Buffer>;
}

/**
 * Waits for the first bytes: so many, or those that are enough, or all there are. An error of the chunks comes where it belongs,
 * behind what came before it.
 */
export async function withHead(
  chunks: AsyncGenerator<Buffer>,
  wanted: number | ((head: Buffer) => boolean),
): Promise<WithHead> {
  const isEnough = typeof wanted === 'number' ? (head: Buffer) => head.length >= wanted : wanted;
  let head: Buffer = Buffer.alloc(0);
  let failure: { readonly error: unknown } | undefined;
  try {
    while (!isEnough(head)) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
    }
  } catch (error) {
    failure = { error };
  }
  const rest = failure === undefined ? chunks : resumed(Buffer.alloc(0), chunks, failure);
  return { head, rest, all: resumed(head, chunks, failure) };
}

async function* resumed(
  head: Buffer,
  chunks: AsyncGenerator<Buffer>,
  failure: { readonly error: unknown } | undefined,
): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  if (failure !== undefined) throw failure.error;
  yield* chunks;
}
