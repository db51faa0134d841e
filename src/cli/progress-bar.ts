import { type Progress, progressLine } from './format/progress-line.ts';
import type { TextStream } from './host.ts';

const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** One line on a terminal that is drawn again and again; on anything else it draws nothing. */
export class ProgressBar {
  readonly #stream: TextStream;
  readonly #started = performance.now();
  readonly #progress: () => Progress;
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  /** `progress` is asked at each drawing. */
  constructor(stream: TextStream, shown: boolean, progress: () => Progress) {
    this.#stream = stream;
    this.#progress = progress;
    if (!shown) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  /** Takes the line away. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
    this.#drawn = false;
  }

  /** Draws outside of the rhythm: a loop that is busy with parsing lets no timer through. */
  tick(): void {
    if (this.#timer !== undefined) this.#draw();
  }

  #draw(): void {
    this.#drawn = true;
    const line = progressLine(this.#progress(), performance.now() - this.#started, this.#stream.columns ?? 80);
    this.#stream.write(CLEAR_LINE + line);
  }
}
