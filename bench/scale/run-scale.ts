import { rm } from 'node:fs/promises';
import type { BenchOptions } from '../bench-options.ts';
import type { CellResult, IngestResult } from '../bench-result.ts';
import { BenchSite } from '../bench-site.ts';
import type { ContenderHandle } from '../contender-handle.ts';
import type { ContenderName } from '../contenders/registry.ts';
import { Judge } from '../judge.ts';
import { describeMachine } from '../machine.ts';
import type { Call } from '../queries/cell-calls.ts';
import { allCells, type Cell } from '../queries/cells.ts';
import { askWarm } from '../stages/ask-warm.ts';
import { measureIngest } from '../stages/measure-ingest.ts';
import { ask, callsOf, type Running } from '../stages/running.ts';
import { untilQuiet } from '../until-quiet.ts';
import type { ScaleOptions } from './scale-options.ts';
import { equalStores, type ScaleStep, scaleSteps } from './scale-plan.ts';
import type { Checkpoint, ScaleResult } from './scale-result.ts';

/** Calls whose answers may not change while the store grows. */
const LASTING_CALLS = 20;
/** Seconds for one kind of query. */
const BUDGET = 20;
const BATCHES = 100;
const SMALL_SHARE = 0.1;

type Log = (line: string) => void;

/** Loads one embedded store step by step and measures it after each. Leaves nothing behind. */
export async function runScale(options: ScaleOptions, command: string, log: Log): Promise<ScaleResult> {
  const started = new Date();
  const machine = describeMachine();
  const site = new BenchSite();
  const judge = new Judge<ContenderName>(() => true);
  try {
    const handle = await site.start('embedded', 'growing');
    const steps = scaleSteps(options.growth, options.readings, options.users, options.years);
    const checkpoints: Checkpoint[] = [];
    const lasting = new LastingAnswers(options);
    let ingest: IngestResult[] = [];
    for (const step of steps) {
      const running = runningOf(options, step, site, handle, judge, log);
      checkpoints.push(await measureStep(running, step));
      await lasting.check(running);
      // Batches are sent for the time after the first year, which must be empty.
      if (step === steps.at(-1) && options.years === 1) ingest = await measureIngest(running);
    }
    const { version } = handle;
    await handle.stop();
    await rm(handle.place.directory, { recursive: true });
    const equal: Checkpoint[] = [];
    if (options.varyUsers) {
      const readings = Math.round(options.readings * SMALL_SHARE);
      for (const step of equalStores(readings, options.users, options.years)) {
        const store = await site.start('embedded', `equal-${step.users}`);
        equal.push(await measureStep(runningOf(options, step, site, store, judge, log), step));
        await store.stop();
        await rm(store.place.directory, { recursive: true });
      }
    }
    return {
      format: 'scale-1',
      date: started.toISOString(),
      command,
      machine,
      version,
      growth: options.growth,
      checkpoints,
      equalStores: equal,
      ingest,
      comparedAnswers: judge.compared,
      wrongAnswers: judge.faults,
      minutes: Math.round((Date.now() - started.getTime()) / 6000) / 10,
    };
  } finally {
    await site.close();
  }
}

async function measureStep(running: Running, step: ScaleStep): Promise<Checkpoint> {
  const { log, site } = running;
  const [handle] = running.handles as [ContenderHandle];
  log(`loading up to ${step.readings} readings of ${step.users} users in ${step.years} years`);
  const load = await handle.call('loadStep', step.load);
  const loadMemory = await handle.call('peakMemory');
  await untilQuiet(handle.pid);
  const openMs = await handle.restart();
  const cells: CellResult[] = [];
  const reference = await site.startCopy('embedded', handle, `reference-${step.users}-${step.readings}`);
  for (const cell of scaleCells()) cells.push({ ...(await askWarm({ ...running, reference }, cell)), cold: {} });
  await reference.stop();
  await rm(reference.place.directory, { recursive: true });
  const { users, years, readings } = step;
  return {
    users,
    years,
    readings,
    load,
    disk: await handle.call('disk'),
    peakMemory: { load: loadMemory, queries: await handle.call('peakMemory') },
    openMs,
    cells,
  };
}

/** Both queries; of cohorts the men over 24 and all users. */
function scaleCells(): Cell[] {
  return allCells().filter(
    (cell) => cell.shape !== 'fixed' && (cell.query === 'queryTop' || cell.cohort === 'male' || cell.cohort === 'all'),
  );
}

/** What is asked lies in the first year, of which the plan tells. */
function runningOf(
  { calls, out }: ScaleOptions,
  { users, years, readings }: ScaleStep,
  site: BenchSite,
  handle: ContenderHandle,
  judge: Judge<ContenderName>,
  log: Log,
): Running {
  const options: BenchOptions = {
    plan: { name: 'scale', users, readings: Math.round(readings / years), seed: 42 },
    engines: ['embedded'],
    left: [],
    calls,
    coldCalls: 0,
    batches: BATCHES,
    budget: BUDGET,
    seed: 1,
    out,
    files: [],
    smoke: false,
  };
  // Replaced by a copy where it is measured.
  return { options, site, handles: [handle], reference: handle, judge, log };
}

/** Queries about the first users, or the first year: what comes later may not change their answers. */
class LastingAnswers {
  readonly #cells: readonly Cell[];
  #calls: Call[] | undefined;

  constructor({ growth }: ScaleOptions) {
    const window = { length: 'year', shape: 'ragged' } as const;
    const cohort = { query: 'queryUsers', cohort: 'male', ...window } as const;
    // More users are a larger cohort.
    this.#cells = [{ query: 'queryTop', ...window }, ...(growth === 'years' ? [cohort] : [])];
  }

  async check(running: Running): Promise<void> {
    if (this.#calls === undefined) {
      this.#calls = [];
      for (const cell of this.#cells) this.#calls.push(...(await callsOf(running, cell, LASTING_CALLS)));
      return;
    }
    for (const call of this.#calls) await ask(running, running.handles[0]!, call);
  }
}
