import type { Settings } from '../config/settings.ts';
import { plainText } from '../model/plain-text.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';
import type { StoreOptions } from '../store-options.ts';
import { type ErrorForm, errorLine } from './error-line.ts';
import { formatDuration } from './format/numbers.ts';
import type { Progress } from './format/progress-line.ts';
import type { Host } from './host.ts';
import { openingAdvice } from './opening-advice.ts';
import { Output } from './output.ts';
import { ProgressBar } from './progress-bar.ts';
import { storeOptions, wantsWarnings } from './store-options.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  /** URL of the store; overrides `DATABASE_URL`. */
  readonly store?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** A store that a command takes by an option other than `--store`. */
export interface NamedStore {
  readonly url: string;
  /** The option that names it. */
  readonly option: string;
}

type Create = NonNullable<StoreOptions['create']>;

/** What a command works with: its output, the store, messages and prompts. */
export class CommandContext {
  readonly host: Host;
  readonly out: Output;
  readonly #globals: () => GlobalOptions;
  readonly #errorForm: ErrorForm;
  #settings: Promise<Settings> | undefined;

  constructor(host: Host, globals: () => GlobalOptions, errorForm: ErrorForm) {
    this.host = host;
    this.#errorForm = errorForm;
    this.out = new Output(host.stdout);
    this.#globals = globals;
    // Nobody is left to report this to.
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

  /** Opens the store of `--store`, or another that the command names, and always closes it. It must exist. */
  withStore<T>(work: (store: Store) => Promise<T>, named?: NamedStore): Promise<T> {
    return this.#withStore(work, named, false);
  }

  /** Like {@link withStore}, for a command that fills a store: it is created if missing. */
  withStoreOrNew<T>(work: (store: Store) => Promise<T>, named?: NamedStore): Promise<T> {
    return this.#withStore(work, named, true);
  }

  /** Like {@link withStore}, for a command that may find nothing to write: a missing store is created with its first user. */
  withStoreWhenWritten<T>(work: (store: Store) => Promise<T>): Promise<T> {
    return this.#withStore(work, undefined, 'when-written');
  }

  /** Like {@link withStore}, for a command that may not need the store: it is opened on first use. */
  async withStoreWhenNeeded<T>(work: (open: () => Promise<Store>) => Promise<T>): Promise<T> {
    let opened: Promise<Store> | undefined;
    try {
      return await work(() => {
        opened ??= this.#openStore(undefined, 'when-written');
        return opened;
      });
    } finally {
      // Whoever asked for a store that does not open has received the error.
      await (await opened?.catch(() => undefined))?.close();
    }
  }

  async #withStore<T>(work: (store: Store) => Promise<T>, named: NamedStore | undefined, create: Create): Promise<T> {
    const store = await this.#openStore(named, create);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  async #openStore(named: NamedStore | undefined, create: Create): Promise<Store> {
    const settings = await this.settings();
    const { url, option } = named ?? { url: this.globals.store ?? settings.databaseUrl, option: '--store' };
    try {
      return await this.host.openStore(url, { ...storeOptions(settings, (message) => this.warn(message)), create });
    } catch (error) {
      throw openingAdvice(error, option);
    }
  }

  /** The settings of this process. Warns once about names in its `.env` that look mistyped. */
  settings(): Promise<Settings> {
    this.#settings ??= this.#loadSettings();
    return this.#settings;
  }

  async #loadSettings(): Promise<Settings> {
    const settings = await this.host.loadSettings();
    if (wantsWarnings(settings)) for (const message of await this.host.loadSettingWarnings()) this.warn(message);
    return settings;
  }

  /** Prints a one-line warning for the operator. */
  warn(message: string): void {
    this.host.stderr.write(`pulsebase: warning: ${plainText(message)}\n`);
  }

  /** Tells people of something beside an answer that programs parse, unless they asked for quiet. */
  note(message: string): void {
    if (this.globals.quiet !== true) this.host.stderr.write(`pulsebase: ${plainText(message)}\n`);
  }

  /** An error that does not end the command at once. */
  tellError(error: unknown): void {
    this.host.stderr.write(errorLine(error, this.#errorForm));
  }

  /** Prints the values as one JSON document for machines, or the lines for people. */
  async print(value: unknown, lines: () => readonly string[]): Promise<void> {
    const text = this.json ? JSON.stringify(value) : lines().join('\n');
    if (text !== '') await this.out.write(`${text}\n`);
  }

  /** The closing line of an answer: the time from the start of the command, and how much of it the store took. */
  timing(what: string, queryMs?: number): readonly string[] {
    if (this.globals.quiet === true) return [];
    const waited = formatDuration(performance.now() - this.host.startedAt);
    return [
      '',
      `${what} in ${waited}${queryMs === undefined ? '' : `, of which the query took ${formatDuration(queryMs)}`}`,
    ];
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

  /** Waits for a read-only query, but only until the caller interrupts. */
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
