import { type Progress, progressLine } from './format/progress-line.ts';
import type { TextStream } from './host.ts';

const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** One line on a terminal, redrawn as work proceeds; draws nothing if the output is not a terminal. */
export class ProgressBar {
  readonly #stream: TextStream;
  readonly #started = performance.now();
  readonly #progress: () => Progress;
  readonly #timer: NodeJS.Timeout | undefined;
  #drawn = false;

  /** `progress` is called at each drawing. */
  constructor(stream: TextStream, shown: boolean, progress: () => Progress) {
    this.#stream = stream;
    this.#progress = progress;
    if (!shown) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  /** Erases the line. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#drawn) this.#stream.write(CLEAR_LINE);
    this.#drawn = false;
  }

  /** Draws at once: a busy parsing loop lets no timer run. */
  tick(): void {
    if (this.#timer !== undefined) this.#draw();
  }

  #draw(): void {
    this.#drawn = true;
    const line = progressLine(this.#progress(), performance.now() - this.#started, this.#stream.columns ?? 80);
    this.#stream.write(CLEAR_LINE + line);
  }
}
