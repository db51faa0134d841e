import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { embeddedStoreUrl } from '../../engines/registry.ts';
import { generateReadings } from '../../generator/generate-readings.ts';
import { generateUsers } from '../../generator/generate-users.ts';
import { PRESETS } from '../../generator/presets.ts';
import { makeDirectory } from '../../model/make-directory.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Store } from '../../store/store.ts';
import type { CommandContext } from '../command-context.ts';
import { askDemoQueries } from '../demo-queries.ts';
import { type DemoResult, demoIntroduction, demoJson, demoLines } from '../demo-report.ts';
import { integer } from '../option-values.ts';
import { committedRows } from '../receipt-report.ts';
import { serveDemo } from '../serve-demo.ts';
import { type LoadResult, watchedLoad } from '../watched-load.ts';
import { withShareDone } from '../with-share-done.ts';

interface Options {
  readonly readings: number;
  readonly keep?: string;
  readonly serve?: boolean;
  readonly port?: number;
}

const { users: USERS, readings: READINGS } = PRESETS['2.5m'];

export function defineDemo(command: Command, context: CommandContext): void {
  command
    .option('--readings <n>', 'how many readings', integer('--readings', { min: 1000 }), READINGS)
    .option('--keep <dir>', 'create the store in this new directory, and keep it')
    .option('--serve', 'then show the dashboard over the store, until Ctrl and C')
    .option(
      '--port <n>',
      'the port of the dashboard, 0 for any free one; overrides PORT (default: 8080)',
      integer('--port', { min: 0, max: 65_535 }),
    )
    .addHelpText(
      'after',
      `
Examples:
  pulsebase demo
  pulsebase demo --readings 25000000
  pulsebase demo --serve
  pulsebase demo --keep ./demo-data

Loads generated readings of ${USERS} users into an embedded store in a temporary directory, runs both queries,
shows the answers and how long they took, verifies the store and removes it. With --serve it has alarms, and the
dashboard in a browser shows it; no key is asked for, and only this machine is answered.`,
    )
    .action((options: Options) => demo(context, options));
}

async function demo(context: CommandContext, options: Options): Promise<void> {
  if (context.globals.store !== undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'the demo makes a store of its own; use --keep DIR to keep it, or pulsebase generate to fill another',
      { field: '--store' },
    );
  }
  const { serve = false } = options;
  if (serve && context.json) {
    throw new PulsebaseError('INVALID_ARGUMENT', '--serve is for people; leave --json out', { field: '--serve' });
  }
  const directory =
    options.keep === undefined ? await mkdtemp(join(tmpdir(), 'pulsebase-demo-')) : resolve(options.keep);
  if (options.keep !== undefined) await requireNewDirectory(directory);
  // What the service remembers goes with it, even where the store is kept.
  const state = serve ? await mkdtemp(join(tmpdir(), 'pulsebase-demo-state-')) : undefined;
  try {
    const { readings } = options;
    if (!context.json) await context.print(undefined, () => demoIntroduction(context.out, USERS, readings));
    await context.out.flush();
    const kept = options.keep === undefined ? undefined : embeddedStoreUrl(options.keep);
    await context.withStoreOrNew(
      async (store) => {
        const result = await runDemo(context, store, readings);
        await context.print(demoJson(result, kept), () => demoLines(context.out, result, kept));
        await context.out.flush();
        if (!result.verified.ok) throw new PulsebaseError('STORE_DAMAGED', 'the store of the demo does not verify');
        if (state !== undefined)
          await serveDemo(context, store, state, options.port ?? (await context.settings()).port);
      },
      { url: embeddedStoreUrl(directory), option: '--keep' },
    );
  } finally {
    for (const made of options.keep === undefined ? [directory, state] : [state]) {
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    }
  }
}

async function requireNewDirectory(directory: string): Promise<void> {
  try {
    makeDirectory(directory);
    if ((await readdir(directory)).length === 0) return;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('STORE_UNWRITABLE', `--keep cannot be ${directory}: ${reason}; name another directory`, {
      cause,
    });
  }
  throw new PulsebaseError('INVALID_ARGUMENT', `--keep must name a new or empty directory, and ${directory} is not`, {
    field: '--keep',
  });
}

async function runDemo(context: CommandContext, store: Store, readings: number): Promise<DemoResult> {
  const { receipt, ms, failure } = await load(context, store, readings);
  if (failure !== undefined) throw failure;
  const answers = await context.unlessInterrupted(askDemoQueries(store, context.signal));
  const verified = await withShareDone(context, 'verifying', (watch) => store.verify(watch));
  const stats = await store.stats();
  return { users: USERS, receipt, loadMs: ms, answers, verified, stats };
}

function load(context: CommandContext, store: Store, readings: number): Promise<LoadResult> {
  let rows = 0;
  return context.withProgress(
    () => ({ label: rows < readings ? 'loading' : 'finishing roll-ups', done: rows, total: readings, rows }),
    (bar) =>
      watchedLoad(
        context.signal,
        'the demo is not complete; run it again',
        (sofar) => {
          rows = committedRows(sofar);
          bar.tick();
        },
        async (watch) => {
          await store.importUsers(generateUsers({ users: USERS }));
          return store.ingest(generateReadings({ users: USERS, readings }), watch);
        },
      ),
  );
}
