import type { Readable, Writable } from 'node:stream';
import type { SettingOrigins } from '../config/setting-origins.ts';
import type { Settings } from '../config/settings.ts';
import type { Store } from '../store/store.ts';
import type { StoreOptions } from '../store-options.ts';

/** A stream of text that may be a terminal. */
export type TextStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command line needs from its environment: provided by the process, or by tests. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Aborted at the first SIGINT or SIGTERM; its reason is the name of the signal. */
  readonly signal: AbortSignal;
  /** When the caller began to wait, as of `performance.now()`. */
  readonly startedAt: number;
  /** Loaded when first needed, since `--help` needs neither settings nor a store. */
  loadSettings(): Promise<Settings>;
  /** Warnings about settings that look mistyped, one line each. */
  loadSettingWarnings(): Promise<readonly string[]>;
  /** Where the values of the settings come from. */
  loadSettingOrigins(): Promise<SettingOrigins>;
  openStore(url: string, options: StoreOptions): Promise<Store>;
  /** From now on, passes uncaught errors to `handler` instead of ending the process. */
  onUncaught?(handler: (error: unknown) => void): void;
}
