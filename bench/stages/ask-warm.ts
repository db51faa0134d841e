import type { CellResult } from '../bench-result.ts';
import type { ContenderHandle } from '../contender-handle.ts';
import type { Call } from '../queries/cell-calls.ts';
import { type Cell, cellName } from '../queries/cells.ts';
import { dueCalls } from '../queries/due-calls.ts';
import { meanRowsNeeded } from '../queries/rows-needed.ts';
import { differenceOf, spreadOf, timesOf } from '../times.ts';
import { ask, callsOf, type Running } from './running.ts';

/** Calls before the measured ones; the fastest of them says how many a contender can make in its time. A slow one makes none. */
const WARM_UP = 2;
const MIN_CALLS = 3;

/** A contender at a cell. */
interface Runner {
  readonly handle: ContenderHandle;
  /** The calls that it has time for. */
  readonly due: ReadonlySet<number>;
  /** Milliseconds by the number of the call; those not made are missing. */
  readonly times: Map<number, number>;
}

/** Asks all contenders the calls of a cell in turn, so that whatever disturbs the machine disturbs all of them. */
export async function askWarm(running: Running, cell: Cell): Promise<Omit<CellResult, 'cold'>> {
  const { handles, options, log } = running;
  const calls = await callsOf(running, cell, options.calls + WARM_UP);
  const measured = calls.slice(WARM_UP);
  const runners: Runner[] = [];
  for (const handle of handles) {
    let ms = await compareAverages(running, handle, calls[0]!);
    for (const call of calls.slice(0, WARM_UP)) {
      if (ms * MIN_CALLS > options.budget * 1000) break;
      // One that was held up must not leave a contender with few calls, whose p95 is then their slowest.
      const warm = await ask(running, handle, call);
      ms = ms === 0 ? warm : Math.min(ms, warm);
    }
    const affordable = Math.floor((options.budget * 1000) / ms);
    const share = Math.min(measured.length, Math.max(MIN_CALLS, affordable));
    runners.push({ handle, due: dueCalls(share, measured.length), times: new Map() });
  }
  for (const [at, call] of measured.entries()) {
    // Somebody else comes first each time.
    const first = at % runners.length;
    for (const { handle, due, times } of [...runners.slice(first), ...runners.slice(0, first)]) {
      if (due.has(at)) times.set(at, await ask(running, handle, call));
    }
  }
  const result = {
    cell,
    warm: Object.fromEntries(runners.map(({ handle, times }) => [handle.name, timesOf([...times.values()])])),
    ratios: ratiosOf(runners),
    ...overHttp(runners),
    needed: meanRowsNeeded(measured, options.plan),
  };
  log(`warm: ${cellName(cell).padEnd(44)} ${Object.entries(result.warm).map(oneFigure).join('  ')}`);
  return result;
}

/** Gives the milliseconds: the averages of a cohort take as long as the query, about. */
async function compareAverages(running: Running, handle: ContenderHandle, call: Call): Promise<number> {
  if (call.kind !== 'queryUsers') return 0;
  const started = performance.now();
  running.judge.averages(handle.name, call, await handle.call('cohort', call.query));
  return performance.now() - started;
}

/** Of the calls that both made, over HTTP and in the process. */
function overHttp(runners: readonly Runner[]): Pick<CellResult, 'overHttp'> {
  const timesBy = (name: string) => runners.find(({ handle }) => handle.name === name)?.times;
  const embedded = timesBy('embedded');
  const differences = [...(timesBy('http') ?? [])].flatMap(([call, ms]) => {
    const other = embedded?.get(call);
    return other === undefined ? [] : [ms - other];
  });
  return differences.length === 0 ? {} : { overHttp: differenceOf(differences) };
}

function ratiosOf(runners: readonly Runner[]): CellResult['ratios'] {
  const baseline = runners.find(({ handle }) => handle.name === 'plainSchema');
  if (baseline === undefined) return {};
  const ratios = ({ times }: Runner) =>
    [...times].flatMap(([call, ms]) => {
      const other = baseline.times.get(call);
      return other === undefined ? [] : [other / ms];
    });
  return Object.fromEntries(
    runners.filter((runner) => runner !== baseline).map((runner) => [runner.handle.name, spreadOf(ratios(runner))]),
  );
}

function oneFigure([name, { p95 }]: [string, { readonly p95: number }]): string {
  return `${name} ${p95.toFixed(1)}`;
}
