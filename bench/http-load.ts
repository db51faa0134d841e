import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PRESETS, type PresetName } from '../src/generator/presets.ts';
import { largeIngest } from './http/large-ingest.ts';
import { type Mix, type MixResult, mixedLoad } from './http/mixed-load.ts';
import { generate, serveStore } from './http/served-store.ts';
import { describeMachine } from './machine.ts';
import { markdownTable } from './report/markdown-table.ts';

// `node bench/http-load.ts --size 60m --seconds 600 --directory DIR --out bench/results`: the service under load. Open loop:
// requests come at their times, whether or not the ones before were answered. Its goals are those of a quiet machine.

const USAGE = `node bench/http-load.ts [--size 2.5m|25m|60m] [--seconds 60] [--directory DIR] [--out DIR] [--limit]
  --seconds    how long the mission's picture lasts (ten minutes for the record)
  --directory  where the store lies; one that is there is used again
  --limit      raise the load by half until the objective is broken`;

const GOAL_MIX: Mix = { top: 40, users: 10, readings: 5000, batch: 50 };
const GOALS = { queryTop: 25, queryUsers: 50, largeIngest: 200_000 };
const OBJECTIVE_MS = 100;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '2.5m' },
      seconds: { type: 'string', default: '60' },
      directory: { type: 'string', default: '/tmp/pulsebase-http-load' },
      out: { type: 'string' },
      limit: { type: 'boolean', default: false },
    },
  });
  const size = values.size as PresetName;
  const preset = PRESETS[size];
  const seconds = Number(values.seconds);
  if (preset === undefined || !(seconds > 0)) {
    console.error(USAGE);
    return 2;
  }
  const data = join(values.directory, `data-${size}`);
  mkdirSync(values.directory, { recursive: true });
  if (!existsSync(data)) {
    console.error(`filling ${data} with ${preset.readings} readings`);
    await generate(`chdb:${data}`, preset.users, preset.readings);
  }
  const served = await serveStore(`chdb:${data}`, values.directory);
  try {
    console.error('warming up');
    await mixedLoad(served, preset.users, { top: 20, users: 5, readings: 500, batch: 50 }, 5);
    console.error(`the mission's picture, ${seconds} s`);
    const picture = await mixedLoad(served, preset.users, GOAL_MIX, seconds);
    console.error('small writers alone');
    const small = await mixedLoad(
      served,
      preset.users,
      { top: 1, users: 1, readings: 20_000, batch: 20 },
      Math.min(seconds, 30),
    );
    console.error('a large body');
    const rate = await largeIngest(served, preset.users, 2_000_000, Date.UTC(2025, 0, 1));
    const steps: MixResult[] = [];
    for (let factor = 1.5; values.limit; factor *= 1.5) {
      const mix = { ...GOAL_MIX, top: 40 * factor, users: 10 * factor, readings: 5000 * factor };
      console.error(`${mix.top + mix.users} questions/s`);
      const step = await mixedLoad(served, preset.users, mix, 20);
      steps.push(step);
      if (step.queryTop.p95 >= OBJECTIVE_MS || Object.keys(step.failures).length > 0) break;
    }
    const result = { size, machine: describeMachine(), picture, small, largeIngestPerSecond: Math.round(rate), steps };
    console.log(report(result));
    if (values.out !== undefined) {
      mkdirSync(values.out, { recursive: true });
      writeFileSync(join(values.out, `http-${size}.json`), `${JSON.stringify(result, null, 2)}\n`);
    }
  } finally {
    await served.stop();
  }
  return 0;
}

function report({
  picture,
  small,
  largeIngestPerSecond,
  steps,
}: {
  readonly picture: MixResult;
  readonly small: MixResult;
  readonly largeIngestPerSecond: number;
  readonly steps: readonly MixResult[];
}): string {
  const ms = (value: number) => value.toFixed(1);
  const mebibytes = (bytes: number) => String(Math.round(bytes / 1024 ** 2));
  const row = (name: string, { mix, queryTop, queryUsers, ingest, failures, memory }: MixResult) => [
    name,
    `${Math.round(mix.top)} + ${Math.round(mix.users)}`,
    String(Math.round(mix.readings)),
    ...[queryTop, queryUsers, ingest].map(({ p50, p95, p99 }) => `${ms(p50)} / ${ms(p95)} / ${ms(p99)}`),
    String(Object.values(failures).reduce((sum, count) => sum + count, 0)),
    `${mebibytes(memory[0] ?? 0)} to ${mebibytes(Math.max(...memory))}`,
  ];
  const verdict = (isMet: boolean) => (isMet ? 'met' : 'MISSED');
  return [
    markdownTable(
      [
        'load',
        'queryTop + queryUsers /s',
        'readings/s',
        'queryTop p50/p95/p99 ms',
        'queryUsers',
        'ingest',
        'failed',
        'memory MiB',
      ],
      [row('the mission’s picture', picture), row('small writers', small), ...steps.map((step) => row('raised', step))],
    ),
    '',
    `large NDJSON body: ${largeIngestPerSecond} readings/s`,
    `queryTop p95 below ${GOALS.queryTop} ms: ${verdict(picture.queryTop.p95 < GOALS.queryTop)}`,
    `queryUsers p95 below ${GOALS.queryUsers} ms: ${verdict(picture.queryUsers.p95 < GOALS.queryUsers)}`,
    `large body at ${GOALS.largeIngest} readings/s: ${verdict(largeIngestPerSecond >= GOALS.largeIngest)}`,
  ].join('\n');
}
