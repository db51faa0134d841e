import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { servicesReport } from './services-report.ts';
import { EVENTS, type EventResult, tormentServices } from './torment-services.ts';
import { commitOfRun } from './torture-run.ts';

const USAGE = `Kills and freezes two services that share a state, under load, and looks at the store after each round.

  npm run torture:services -- [options]

  --rounds COUNT    rounds (100, which takes half an hour)
  --events LIST     what happens in them, in turn, such as "kill one,freeze the leader", or all (drawn by lot)
  --seed NUMBER     another seed gives other data and other events (1)
  --report FILE     writes the report there, such as docs/torture-services.md`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    events: { type: 'string' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit();
}

const start = Date.now();
const rounds = Number(values.rounds);
const named = values.events === 'all' ? EVENTS.join(',') : values.events;
const events = named?.split(',').map((name) => {
  const event = EVENTS.find((each) => each === name);
  if (event === undefined) throw new Error(`nothing is named ${name}; there are ${EVENTS.join(', ')}`);
  return event;
});
const results = EVENTS.map(
  (event): EventResult => ({
    ...{ event, rounds: 0, acknowledged: 0, repeated: 0, erasures: 0, overtaken: 0 },
    ...{ lost: 0, returned: 0, falseReceipts: 0, alarms: 0, untold: 0, failed: 0 },
  }),
);
let done = 0;
if (rounds > 0) {
  const server = await startPostgresServer();
  for await (const { event, tally } of tormentServices(server, Number(values.seed), events)) {
    done += 1;
    const { failures, ...counts } = tally;
    const result = results.find((each) => each.event === event)!;
    result.rounds += 1;
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) {
      if (typeof counts[name] === 'number') result[name] += counts[name];
    }
    if (failures.length > 0) result.failed += 1;
    const verdict = failures.length === 0 ? 'all well' : `FAILED ${failures.length} times`;
    console.log(`[${done}/${rounds}] ${event}: ${tally.acknowledged} answers, ${verdict}`);
    for (const failure of failures.slice(0, 5)) console.log(`  ${failure}`);
    if (values.report !== undefined) writeFileSync(values.report, report());
    if (done >= rounds) break;
  }
  await server.stop();
}
console.log(`\n${report()}`);
process.exitCode = done > 0 && done >= rounds && results.every(({ failed }) => failed === 0) ? 0 : 1;

function report(): string {
  const minutes = (Date.now() - start) / 60_000;
  const run = { day: new Date(), minutes, seed: values.seed, commit: commitOfRun() };
  return servicesReport(results, run, process.argv.slice(2));
}
