import { PassThrough, Writable } from 'node:stream';
import type { Host } from '../../src/cli/host.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { settingOrigins } from '../../src/config/setting-origins.ts';
import type { Settings } from '../../src/config/settings.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { createStore } from '../../src/store/create-store.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Whether the three streams are terminals. */
  readonly terminal?: boolean;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly settings?: Partial<Settings>;
  /** Told of what is printed, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Told of each store that is opened. */
  readonly onOpen?: (url: string) => void;
  readonly warning?: string;
  /** Warnings about settings. */
  readonly settingWarnings?: readonly string[];
  /** Why no store opens. */
  readonly refusal?: PulsebaseError;
}

export const TEST_SETTINGS: Settings = { ...readSettings({}), databaseUrl: 'memory:' };

class Captured extends Writable {
  text = '';
  onText: (text: string) => void = () => {};
  readonly columns = 100;
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    this.onText(this.text);
    done();
  }
}

/** Runs a command line inside this process, over an engine that is there already. */
export async function runInProcess(
  engine: Engine,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const stdout = new Captured(options.terminal === true);
  const stderr = new Captured(options.terminal === true);
  if (options.onOutput !== undefined) stdout.onText = options.onOutput;
  const stdin = Object.assign(new PassThrough(), { isTTY: options.terminal === true });
  if (options.stdin !== undefined) stdin.end(options.stdin);
  const settings = { ...TEST_SETTINGS, ...options.settings };
  const host: Host = {
    stdin,
    stdout,
    stderr,
    startedAt: 0,
    signal: options.signal ?? new AbortController().signal,
    loadSettings: async () => settings,
    loadSettingWarnings: async () => options.settingWarnings ?? [],
    loadSettingOrigins: async () => settingOrigins({}),
    openStore: async (url, storeOptions) => {
      options.onOpen?.(url);
      if (options.refusal !== undefined) throw options.refusal;
      if (options.warning !== undefined) storeOptions.onWarning?.(options.warning);
      const store = createStore(engine, { minHeartRate: 20_000, maxHeartRate: 300_000 });
      // The engine outlives the command, as a directory does.
      return Object.assign(store, { close: async () => {} });
    },
  };
  const exitCode = await runCli(args, host);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
