import type { LineTrouble } from './lines.ts';

/** After a failure, unless it is asked for before. */
const RETRY_MS = 1000;

/** Work that writes what waits: one at a time, and tried again after a failure, which is told once until it succeeds. */
export class RetriedWork {
  readonly #work: () => Promise<void>;
  readonly #onFailed: (error: unknown) => void;
  #running: Promise<void> | undefined;
  /** Whether it was asked for while it was being done, perhaps too late for that time. */
  #isAskedAgain = false;
  #isFailing = false;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param trouble Told when the work fails that did not before.
   * @param onFailed Called at each failure.
   */
  constructor(work: () => Promise<void>, trouble: Pick<LineTrouble, 'failed'>, onFailed: () => void) {
    this.#work = work;
    this.#onFailed = (error) => {
      if (!this.#isFailing) trouble.failed(error);
      this.#isFailing = true;
      onFailed();
    };
  }

  /** Whether it has failed, and not succeeded since. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Does the work; once more if it is being done. Never rejects. */
  run(): Promise<void> {
    this.#isAskedAgain = true;
    this.#running ??= this.#try();
    return this.#running;
  }

  /** Tells that it gets on again, in the middle of the work. */
  succeeded(): void {
    this.#isFailing = false;
  }

  /** Does it for the last time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#running;
    await this.run();
  }

  async #try(): Promise<void> {
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        await this.#work();
        this.#isFailing = false;
      }
    } catch (error) {
      this.#onFailed(error);
      clearTimeout(this.#retry);
      if (!this.#isClosed) this.#retry = setTimeout(() => void this.run(), RETRY_MS).unref();
    }
    this.#running = undefined;
  }
}
