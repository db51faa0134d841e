import type { TextStream } from './host.ts';

/** The reader of the output has gone (`| head`): the command ends without a failure. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

const CHUNK_LENGTH = 64 * 1024;

/**
 * Standard output of a command. Text is buffered in chunks, and a slow reader holds the writer back, so that memory does not grow
 * with the length of a stream.
 */
export class Output {
  readonly #stream: TextStream;
  #pending = '';
  #failure: unknown;

  constructor(stream: TextStream) {
    this.#stream = stream;
    // The callback of a write reports the failure too; without a listener the process would end with a stack trace.
    stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  /** The stream itself, to ask whether it supports colours. */
  get stream(): TextStream {
    return this.#stream;
  }

  /** Adds text; awaits the reader only when a chunk is full. Lines include their line end. */
  write(text: string): Promise<void> | undefined {
    this.#pending += text;
    return this.#pending.length >= CHUNK_LENGTH ? this.flush() : undefined;
  }

  /** Writes bytes behind what was written before, and waits until the stream has accepted them. */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.#send(bytes);
  }

  /** Flushes everything to the stream and waits until it has accepted it. */
  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const text = this.#pending;
    if (text === '') return;
    this.#pending = '';
    await this.#send(text);
  }

  async #send(chunk: string | Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#stream.write(chunk, (error) => {
        if (error) this.#fail(error);
        resolve();
      });
    });
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(error: NodeJS.ErrnoException): void {
    const closed = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED';
    this.#failure ??= closed ? new OutputClosed('the output was closed') : error;
  }
}
