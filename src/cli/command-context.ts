import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';
import type { StoreOptions } from '../store-options.ts';
import { errorLine } from './error-line.ts';
import { formatDuration } from './format/numbers.ts';
import { plainText } from './format/plain-text.ts';
import type { Progress } from './format/progress-line.ts';
import type { Host } from './host.ts';
import { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { storeOptions } from './store-options.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  /** URL of the store; goes before `DATABASE_URL`. */
  readonly store?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

type Create = NonNullable<StoreOptions['create']>;

/** What a command works with: its output, the store, and the ways to tell and to ask. */
export class CommandContext {
  readonly host: Host;
  readonly out: Output;
  readonly #globals: () => GlobalOptions;

  constructor(host: Host, globals: () => GlobalOptions) {
    this.host = host;
    this.out = new Output(host.stdout);
    this.#globals = globals;
    // Nobody is left to be told that nobody reads.
    host.stderr.on('error', () => {});
  }

  get globals(): GlobalOptions {
    return this.#globals();
  }

  get json(): boolean {
    return this.globals.json === true;
  }

  get signal(): AbortSignal {
    return this.host.signal;
  }

  /** Opens the store that was asked for, or the one of a URL, and closes it whatever happens. It must be there. */
  withStore<T>(work: (store: Store) => Promise<T>, url?: string): Promise<T> {
    return this.#withStore(work, url, false);
  }

  /** The same for a command that fills a store: it is made where there is none. */
  withStoreOrNew<T>(work: (store: Store) => Promise<T>, url?: string): Promise<T> {
    return this.#withStore(work, url, true);
  }

  /** The same for a command that may find that there is nothing to fill it with: it is made with the first user put into it. */
  withStoreWhenWritten<T>(work: (store: Store) => Promise<T>): Promise<T> {
    return this.#withStore(work, undefined, 'when-written');
  }

  /** The same for a command that may not even need to look at the store: it is opened when it is first asked for. */
  async withStoreWhenNeeded<T>(work: (open: () => Promise<Store>) => Promise<T>): Promise<T> {
    let opened: Promise<Store> | undefined;
    try {
      return await work(() => {
        opened ??= this.#openStore(undefined, 'when-written');
        return opened;
      });
    } finally {
      // Whoever asked for a store that does not open was told why.
      await (await opened?.catch(() => undefined))?.close();
    }
  }

  async #withStore<T>(work: (store: Store) => Promise<T>, url: string | undefined, create: Create): Promise<T> {
    const store = await this.#openStore(url, create);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  async #openStore(url: string | undefined, create: Create): Promise<Store> {
    const settings = await this.host.loadSettings();
    return this.host.openStore(url ?? this.globals.store ?? settings.databaseUrl, {
      ...storeOptions(settings, (message) => this.warn(message)),
      create,
    });
  }

  /** One line for the operator. */
  warn(message: string): void {
    this.host.stderr.write(`pulsebase: warning: ${plainText(message)}\n`);
  }

  /** An error that does not end the command at once. */
  tellError(error: unknown): void {
    const { verbose = false } = this.globals;
    this.host.stderr.write(errorLine(error, { json: this.json, verbose }));
  }

  /** The values as one JSON document for machines, or the lines for people. */
  async print(value: unknown, lines: () => readonly string[]): Promise<void> {
    const text = this.json ? JSON.stringify(value) : lines().join('\n');
    if (text !== '') await this.out.write(`${text}\n`);
  }

  /** The closing line of an answer: how long it took. */
  timing(what: string, ms: number): readonly string[] {
    return this.globals.quiet === true ? [] : ['', `${what} in ${formatDuration(ms)}`];
  }

  /** Shows a progress line while the work runs, on terminals only. */
  async withProgress<T>(progress: () => Progress, work: (bar: ProgressBar) => Promise<T>): Promise<T> {
    const { stderr } = this.host;
    const bar = new ProgressBar(stderr, stderr.isTTY === true && this.globals.quiet !== true, progress);
    try {
      return await work(bar);
    } finally {
      bar.stop();
    }
  }

  /** Waits for a question that changes nothing, but no longer than until the caller interrupts. */
  async unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    this.throwIfInterrupted();
    return new Promise<T>((resolve, reject) => {
      const stop = () => reject(interrupted());
      signal.addEventListener('abort', stop, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  throwIfInterrupted(): void {
    if (this.signal.aborted) throw interrupted();
  }
}

function interrupted(): PulsebaseError {
  return new PulsebaseError('ABORTED', 'stopped before the answer was complete; nothing was changed');
}
