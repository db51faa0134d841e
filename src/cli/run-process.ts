import { errorFormOf, errorLine } from './error-line.ts';
import { EXIT_FAILED, exitCodeOfSignal } from './exit-code.ts';
import { runCli } from './run-cli.ts';

// The only place that ends the process. The first signal asks the command to stop at the next safe point, the second one ends it
// at once: a store survives that, and recovers when it is next opened.
const args = process.argv.slice(2);
const interruption = new AbortController();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(exitCodeOfSignal(signal));
    interruption.abort(signal);
  });
}

let onUncaught = (error: unknown): void => {
  process.stderr.write(errorLine(error, errorFormOf(args)));
  process.exit(EXIT_FAILED);
};

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => onUncaught(error));
}

// Output files hold readings and lists of users: only their owner may read them.
process.umask(0o077);

const exitCode = await runCli(args, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interruption.signal,
  // The clock started with the process.
  startedAt: 0,
  loadSettings: async () => (await import('../config/load-settings.ts')).loadSettings(),
  loadSettingWarnings: async () => (await import('../config/load-settings.ts')).loadSettingWarnings(),
  loadSettingOrigins: async () => (await import('../config/load-settings.ts')).loadSettingOrigins(),
  openStore: async (url, options) => (await import('../open-store.ts')).openStore(url, options),
  onUncaught: (handler) => {
    onUncaught = handler;
  },
});
// Standard input that is not read to its end would keep the process alive.
process.exit(exitCode);
