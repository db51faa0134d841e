import type { BenchOptions } from './bench-options.ts';
import type { BenchResult, CellResult, ContenderResult, ExtraResults } from './bench-result.ts';
import { BenchSite } from './bench-site.ts';
import { type ContenderName, contenderEntry } from './contenders/registry.ts';
import { Judge } from './judge.ts';
import { describeMachine } from './machine.ts';
import { postgresSettings } from './postgres-settings.ts';
import { allCells, cellName } from './queries/cells.ts';
import { askCold } from './stages/ask-cold.ts';
import { askWarm } from './stages/ask-warm.ts';
import { type Loaded, loadContender } from './stages/load-contender.ts';
import { measureCommandLine } from './stages/measure-command-line.ts';
import { measureCsvImport } from './stages/measure-csv-import.ts';
import { measureFloors } from './stages/measure-floors.ts';
import { measureIngest } from './stages/measure-ingest.ts';
import { measurePlainLoader } from './stages/measure-plain-loader.ts';
import { measureRealFiles } from './stages/measure-real-files.ts';
import type { Running } from './stages/running.ts';

/** The whole comparison: loads every contender, asks all of them, measures writes. Leaves nothing behind. */
export async function runBench(
  options: BenchOptions,
  command: string,
  log: (line: string) => void,
): Promise<BenchResult> {
  const started = new Date();
  const machine = describeMachine();
  const site = new BenchSite();
  const judge = new Judge((name: ContenderName) => contenderEntry(name).isPulsebase);
  try {
    const loaded: Loaded[] = [];
    for (const name of options.engines) {
      const contender = await loadContender(site, name, options, loaded);
      const { load } = contender;
      const how = load === undefined ? 'a copy' : `${load.readings} readings in ${load.seconds.toFixed(1)} s`;
      log(`loaded: ${name}, ${how}`);
      loaded.push(contender);
    }
    await site.settlePostgres();
    const handles = loaded.map(({ handle }) => handle);
    const embedded = handles.find(({ name }) => name === 'embedded');
    const reference =
      embedded === undefined
        ? (handles.find(({ name }) => contenderEntry(name).isPulsebase) ?? handles[0]!)
        : await site.startCopy('embedded', embedded, 'reference');
    const running: Running = { options, site, handles, reference, judge, log };
    const cells = allCells();
    const cold = await askCold(running, cells);
    const results: CellResult[] = [];
    for (const cell of cells) {
      results.push({ ...(await askWarm(running, cell)), cold: cold.cells.get(cellName(cell)) ?? {} });
    }
    const contenders: ContenderResult[] = [];
    for (const { handle, load, peakMemory } of loaded) {
      contenders.push({
        name: handle.name,
        version: handle.version,
        ...(load === undefined ? {} : { load }),
        disk: await handle.call('disk'),
        peakMemory: {
          ...(peakMemory === undefined ? {} : { load: peakMemory }),
          queries: await handle.call('peakMemory'),
        },
        open: cold.open[handle.name],
      });
    }
    const floors = await measureFloors(running);
    const ingest = await measureIngest(running);
    const extras = await measureExtras(running);
    return {
      format: 2,
      date: started.toISOString(),
      command,
      plan: options.plan,
      machine,
      postgresSettings: postgresSettings(),
      contenders,
      left: options.left,
      cells: results,
      ingest,
      floors,
      extras,
      wrongAnswers: judge.faults,
      comparedAnswers: judge.compared,
      smoke: options.smoke,
      minutes: Math.round((Date.now() - started.getTime()) / 6000) / 10,
    };
  } finally {
    await site.close();
  }
}

/** Those of single contenders, one after the other. The last one closes the embedded store. */
async function measureExtras(running: Running): Promise<ExtraResults> {
  const plainLoader = await measurePlainLoader(running);
  const csvImport = await measureCsvImport(running);
  const realFiles = await measureRealFiles(running);
  const commandLine = await measureCommandLine(running);
  return {
    ...(plainLoader === undefined ? {} : { plainLoader }),
    ...(csvImport === undefined ? {} : { csvImport }),
    ...(commandLine === undefined ? {} : { commandLine }),
    ...(realFiles.length === 0 ? {} : { realFiles }),
  };
}
