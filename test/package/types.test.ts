import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { compile, installPackage } from '../../harness/built-package.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-types-'));
after(() => rmSync(directory, { recursive: true }));
await installPackage(directory);
await installPackage(directory, '@pulsebase/client');

/** What every door gives out, in types and in values. */
const USE = `
export async function bringIn(store: Store): Promise<[Receipt, StoreStats, readonly Finding[]]> {
  const block = new ReadingBlock(1);
  block.add(1, 1, new Date(), 60);
  const receipt = await store.ingest([block]);
  const stats = await store.stats();
  const last: Date | null = stats.lastReading;
  if (last === null) throw new PulsebaseError('INVALID_ARGUMENT', ERROR_CODES.INVALID_ARGUMENT);
  return [receipt, stats, await store.diagnose()];
}

export const codeOf = (error: unknown): ErrorCode | undefined => (error instanceof PulsebaseError ? error.code : undefined);
`;
const TYPES = 'type ErrorCode, type Finding, type Receipt, type Store, type StoreStats';
const VALUES = 'ERROR_CODES, PulsebaseError, ReadingBlock';

/** What the doors of the client give out beside that. */
const USE_ALARMS = `
export async function answer(url: string, rule: RuleInput): Promise<void> {
  const alarms: AlarmClient = await connectAlarms(url);
  const { condition }: Rule = await alarms.createRule(rule);
  const beyond: number = condition.type === 'silence' ? condition.forMinutes : condition.limit;
  for await (const { raisedAt, until } of alarms.listAlarms({ goingOn: true, from: new Date() })) {
    const lasted: number = (until ?? new Date()).getTime() - raisedAt.getTime() + beyond;
    console.log(lasted);
  }
  for await (const { type, data } of alarms.watchAlarms({ severities: ['high'] })) {
    const payload: AlarmPayload = { type, timestamp: '', data };
    if (type === 'alarm.raised') await alarms.acknowledgeAlarm(payload.data.alarmId);
  }
}
`;
const ALARM_TYPES = 'connectAlarms, type AlarmClient, type AlarmPayload, type Rule, type RuleInput';

const PROGRAMS: Readonly<Record<string, string>> = {
  pulsebase: `
import { DEFAULT_OPTIONS, openStore, type StoreOptions, ${TYPES}, ${VALUES} } from 'pulsebase';
${USE}
const options: StoreOptions = { durable: false, queryTimeout: DEFAULT_OPTIONS.queryTimeout };
export const store: Promise<Store> = openStore('chdb:./data', options);
`,
  'pulsebase/client': `
import { PulsebaseError as ErrorOfLibrary } from 'pulsebase';
import { type CallOptions, connectStore, ${ALARM_TYPES}, ${TYPES}, ${VALUES} } from 'pulsebase/client';
${USE}${USE_ALARMS}
const options: CallOptions = { maxTries: 3 };
export const store: Promise<Store> = connectStore('http://localhost', options);
// The client of the library is no second copy.
export const error: PulsebaseError = new ErrorOfLibrary('TIMEOUT', '');
`,
  '@pulsebase/client': `
import { type CallOptions, connectStore, ${ALARM_TYPES}, ${TYPES}, ${VALUES} } from '@pulsebase/client';
${USE}${USE_ALARMS}
const options: CallOptions = { maxTries: 3 };
export const store: Promise<Store> = connectStore('http://localhost', options);
`,
};

/** How programs are compiled, and the endings of their files: modules, and CommonJS. */
const KINDS = [
  { module: 'node16', moduleResolution: 'node16', files: ['mts', 'cts'] },
  { module: 'nodenext', moduleResolution: 'nodenext', files: ['mts', 'cts'] },
  { module: 'esnext', moduleResolution: 'bundler', files: ['mts'] },
  { module: 'preserve', moduleResolution: 'bundler', files: ['mts', 'cts'] },
  { module: 'commonjs', moduleResolution: 'bundler', files: ['cts'] },
] as const;

/** Compiles a file as a project of 2022 that knows browsers, and checks the declarations that it reaches. */
async function compileFile(file: string, options: object): Promise<void> {
  const config = join(directory, 'tsconfig.json');
  const compilerOptions = {
    ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], strict: true, exactOptionalPropertyTypes: true },
    ...{ skipLibCheck: false, noEmit: true, ...options },
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  await compile('-p', config);
}

for (const [name, program] of Object.entries(PROGRAMS)) {
  describe(`a program with ${name} compiles, the declarations checked`, () => {
    for (const { files, ...options } of KINDS) {
      for (const ending of files) {
        test(`module ${options.module}, resolution ${options.moduleResolution}, .${ending}`, async () => {
          const file = join(directory, `program.${ending}`);
          writeFileSync(file, program);
          await compileFile(file, options);
        });
      }
    }
  });
}

describe('the declarations are found: a program that is wrong does not compile', () => {
  const opening = "import { openStore } from 'pulsebase';\nexport const n: number = openStore('');\n";
  for (const ending of ['mts', 'cts']) {
    for (const [name, text] of [
      ['pulsebase', opening],
      ['@pulsebase/client', opening.replace('pulsebase', '@pulsebase/client').replaceAll('openStore', 'connectStore')],
    ] as const) {
      test(`${name}, .${ending}`, async () => {
        const file = join(directory, `wrong.${ending}`);
        writeFileSync(file, text);
        const wrong = /'Promise<Store>' is not assignable to type 'number'/;
        await assert.rejects(compileFile(file, { module: 'node16' }), wrong);
      });
    }
  }
});
