import type { ContenderOperations, ContenderReply, ContenderRequest, Opened, Timed } from './contender-operations.ts';
import type { Contender, Place } from './contenders/contender.ts';
import { type ContenderName, contenderEntry } from './contenders/registry.ts';
import { peakMemory } from './peak-memory.ts';

// The program of a contender's process: `contender-process.ts NAME PLACE`, spoken to over Node's channel. An engine in the
// process can be open once, and memory can be told apart only by process, so each contender has one of its own.

const [name, place] = process.argv.slice(2) as [ContenderName, string];

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

function operationsOf(contender: Contender): ContenderOperations {
  const optional = <K extends keyof Contender>(key: K): NonNullable<Contender[K]> => {
    const method = contender[key];
    if (method === undefined) throw new Error(`${name} has no ${key}`);
    return method;
  };
  return {
    load: async (plan) => {
      const { ms } = await timed(() => contender.load(plan));
      return { readings: plan.readings, seconds: ms / 1000 };
    },
    loadStep: async (step) => {
      const { ms } = await timed(() => optional('loadStep')(step));
      return { readings: step.readings, seconds: ms / 1000 };
    },
    queryUsers: (query) => timed(() => contender.queryUsers(query)),
    queryTop: (query) => timed(() => contender.queryTop(query)),
    cohort: (query) => contender.cohort(query),
    disk: () => contender.disk(),
    emptyStatement: async () => {
      const { ms } = await timed(() => contender.emptyStatement());
      return { ms, value: undefined };
    },
    addUsers: (ids) => optional('addUsers')(ids),
    ingest: async (readings) => {
      const { ms } = await timed(() => optional('ingest')(readings));
      return { ms, value: undefined };
    },
    importCsv: (plan, file) => optional('importCsv')(plan, file),
    importFiles: (files) => optional('importFiles')(files),
    loadInBatches: (plan, batch) => optional('loadInBatches')(plan, batch),
    peakMemory: async () => contender.peakMemory?.() ?? peakMemory(),
    close: () => contender.close(),
  };
}

function reply(message: ContenderReply): void {
  process.send?.(message);
}

function replyError(error: unknown): void {
  reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

const opening = timed(() => contenderEntry(name).open(JSON.parse(place) as Place));

// Nobody asks any more: what the contender has started must end too.
process.once('disconnect', () => {
  void opening.then(({ value }) => value.close()).finally(() => process.exit(1));
});

try {
  const opened = await opening;
  const operations = operationsOf(opened.value);
  process.on('message', ({ operation, parameters }: ContenderRequest) => {
    const run = operations[operation] as (...values: readonly unknown[]) => Promise<unknown>;
    // Within the promise, so that an operation that throws at once is answered too.
    Promise.resolve()
      .then(() => run(...parameters))
      .then((value) => reply({ value }), replyError);
  });
  reply({ value: { version: opened.value.version, ms: opened.ms } satisfies Opened });
} catch (error) {
  replyError(error);
  process.disconnect?.();
}
