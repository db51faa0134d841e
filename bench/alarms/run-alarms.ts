import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../harness/until.ts';
import { send } from '../http/send.ts';
import { generate, type ServedStore, serveStore } from '../http/served-store.ts';
import { describeMachine, type Machine } from '../machine.ts';
import { randomOf } from '../queries/random.ts';
import { type Times, timesOf } from '../times.ts';
import { type AlarmReceiver, alarmReceiver } from './alarm-receiver.ts';
import { benchRules } from './bench-rules.ts';
import { type LiveLoad, type LiveResult, liveLoad } from './live-load.ts';

export interface AlarmsOptions extends LiveLoad {
  /** That the store holds before. */
  readonly readings: number;
  readonly rules: number;
  /** Of each load. */
  readonly seconds: number;
  /** How often each service gets its load, in turn. */
  readonly rounds: number;
  /** Whether times are worth judging. */
  readonly smoke: boolean;
}

export interface AlarmsResult {
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly options: AlarmsOptions;
  /** From the receipt of a reading to the webhook at its receiver, ms; 0 where the webhook was first. */
  readonly delay: Times;
  /** Until receipts, with rules and without any. */
  readonly receipts: { readonly watched: Times; readonly plain: Times };
  readonly queries: { readonly watched: Times; readonly plain: Times };
  /** Resident memory after the same load without rules, before there were any, and with them; bytes. */
  readonly memory: { readonly plain: number; readonly before: number; readonly watched: number };
  /** Until all rules were applied to all users. */
  readonly applySeconds: number;
  /** What `rules try` took over the whole store, through the command line. */
  readonly trySeconds: number;
  readonly verifySeconds: number;
  readonly wrongAnswers: readonly string[];
}

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const WARM_SECONDS = 5;

export async function runAlarms(
  options: AlarmsOptions,
  command: string,
  log: (line: string) => void,
): Promise<AlarmsResult> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-bench-alarms-'));
  const machine = describeMachine();
  const stores = ['plain', 'watched'].map((name) => join(directory, name));
  const running: ServedStore[] = [];
  const receiver = await alarmReceiver();
  try {
    log(`generating ${options.readings} readings`);
    await generate(`chdb:${stores[0]}`, options.users, options.readings);
    cpSync(stores[0]!, stores[1]!, { recursive: true });
    for (const store of stores) {
      running.push(await serveStore(`chdb:${store}`, `${store}-state`, { WEBHOOK_PRIVATE_NETWORKS: 'true' }));
    }
    const live = await measureLive(running[0]!, running[1]!, receiver, options, log);
    log('verifying all alarms');
    const verifyStarted = performance.now();
    const report = await json<{ ok: boolean; differing: number }>(running[1]!, 'POST', '/v1/alarms/verify');
    const verifySeconds = (performance.now() - verifyStarted) / 1000;
    if (!report.ok) live.wrongAnswers.push(`${report.differing} alarms differ from the readings`);
    for (const service of running.splice(0)) await service.stop();
    log('trying a rule over the store');
    const trySeconds = await tryRule(`chdb:${stores[0]}`, directory);
    const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
    return { date, command, machine, options, ...live, verifySeconds, trySeconds };
  } finally {
    receiver.stop();
    for (const service of running) await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureLive(
  plain: ServedStore,
  watched: ServedStore,
  receiver: AlarmReceiver,
  options: AlarmsOptions,
  log: (line: string) => void,
) {
  const random = randomOf(7);
  for (const service of [plain, watched]) await liveLoad(service, options, WARM_SECONDS, random);
  const before = watched.memory();
  await json(watched, 'POST', '/v1/webhooks', { name: 'bench', url: receiver.url, fields: ['userId'] });
  log(`making ${options.rules} rules`);
  const started = performance.now();
  for (const rule of benchRules(options.rules)) await json(watched, 'POST', '/v1/rules', rule);
  await until('all rules are applied', async () => {
    const { rules } = await json<{ rules: { isPending: boolean }[] }>(watched, 'GET', '/v1/rules');
    return rules.every(({ isPending }) => !isPending);
  });
  const applySeconds = (performance.now() - started) / 1000;
  await liveLoad(watched, options, WARM_SECONDS, random);
  // From then on everybody is followed.
  await until('everybody to be evaluated', async () => (await oldestWait(watched)) === 0, { every: 100 });
  const results: { readonly plain: LiveResult[]; readonly watched: LiveResult[] } = { plain: [], watched: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    log(`round ${round + 1} of ${options.rounds}`);
    results.plain.push(await liveLoad(plain, options, options.seconds, random));
    results.watched.push(await liveLoad(watched, options, options.seconds, random));
  }
  const wrongAnswers: string[] = [];
  const spikes = results.watched.flatMap((result) => [...result.spikes]);
  await until('all alarms are told', () => spikes.every(([key]) => receiver.toldAt.has(key))).catch(
    (error: unknown) => {
      wrongAnswers.push(String(error));
    },
  );
  const delays = spikes.flatMap(([key, receiptAt]) => {
    const toldAt = receiver.toldAt.get(key);
    return toldAt === undefined ? [] : [Math.max(0, toldAt - receiptAt)];
  });
  const failures = [...results.plain, ...results.watched].reduce((sum, result) => sum + result.failures, 0);
  if (failures > 0) wrongAnswers.push(`${failures} requests failed`);
  const times = (kind: 'receipts' | 'queries') => ({
    plain: timesOf(results.plain.flatMap((result) => result[kind])),
    watched: timesOf(results.watched.flatMap((result) => result[kind])),
  });
  return {
    delay: timesOf(delays),
    receipts: times('receipts'),
    queries: times('queries'),
    memory: { plain: plain.memory(), before, watched: watched.memory() },
    applySeconds,
    wrongAnswers,
  };
}

/** Seconds that the first write has waited which is not evaluated. */
async function oldestWait({ url, headers }: ServedStore): Promise<number> {
  const { body } = await send(`${url}/metrics`, { headers });
  return Number(/^pulsebase_alarm_evaluation_oldest_seconds (\S+)$/m.exec(body)?.[1]);
}

async function tryRule(store: string, directory: string): Promise<number> {
  const file = join(directory, 'rule.json');
  const condition = { type: 'sustained', direction: 'above', limit: 120, endLimit: 110, forMinutes: 10 };
  writeFileSync(
    file,
    JSON.stringify({ name: 'fast', severity: 'high', condition: { ...condition, minReadings: 3, maxGapMinutes: 5 } }),
  );
  const { PATH = '', HOME = '' } = process.env;
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, 'rules', 'try', file, '--store', store, '--quiet'], {
    env: { PATH, HOME },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`rules try ended with ${exitCode}`);
  return (performance.now() - started) / 1000;
}

async function json<T>({ url, headers }: ServedStore, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const answer = await send(`${url}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as T;
}
