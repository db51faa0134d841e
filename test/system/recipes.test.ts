import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import { childEnvironment } from '../../harness/child-environment.ts';
import { type PostgresServer, startPostgresServer } from '../../harness/postgres-server.ts';
import { openStore } from '../../src/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { DOCUMENTS, ROOT } from '../docs/documents.ts';
import { type Block, readBlocks } from '../docs/read-blocks.ts';
import { makeTestService, type TestService } from '../support/test-service.ts';

/** What runs the blocks of a language, which it reads from its standard input. */
const RUNNERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  // Debian's, which has pandas.
  python: ['/usr/bin/python3', '-'],
  r: ['Rscript', '-'],
  sh: ['bash', '-euo', 'pipefail'],
};
/** Read by people, or by programs that are not here. */
const SHOWN = ['text', 'yaml'];

const RECIPES = DOCUMENTS.filter((path) => path.startsWith('docs/recipes/')).map(
  (path) => [path, readBlocks(readFileSync(join(ROOT, path), 'utf8'))] as const,
);

const JUNE = Date.UTC(2023, 5, 1);
const MINUTE = 60_000;

function* readingsOfJune() {
  for (let at = 0; at < 43_200; at += 1) {
    const isEvening = Math.floor(at / 60) % 24 === 18;
    const heartRate = at === 20_000 ? 138.5 : isEvening ? 90 + (at % 3) / 2 : 70;
    yield { userId: 99, timestamp: new Date(JUNE + at * MINUTE), heartRate };
    if (at % 60 === 0) yield { userId: 7, timestamp: new Date(JUNE + at * MINUTE), heartRate: 65 };
  }
}

describe('recipes', () => {
  let server: PostgresServer;
  let store: Store;
  let service: TestService;
  let environment: NodeJS.ProcessEnv;
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-recipes-'));

  before(async () => {
    server = await startPostgresServer({ fsync: 'off' });
    const url = await server.createDatabase('recipes');
    store = await openStore(url);
    await store.putUser({ id: 99, gender: 'female', age: 33 });
    await store.putUser({ id: 7, gender: 'male', age: 60 });
    await store.ingest(readingsOfJune());
    service = await makeTestService(store);
    environment = childEnvironment({
      PULSEBASE_URL: await service.listen(),
      PULSEBASE_API_KEY: await service.keyWith('read', 'write'),
      DATABASE_URL: url,
      HOME: directory,
    });
  });

  after(async () => {
    await service.remove();
    await store.close();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(language: string, program: string): Promise<string> {
    if (language === 'sql') return inDuckDb(program, directory);
    const [command, ...args] = RUNNERS[language]!;
    const child = spawn(command, args, { cwd: directory, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.end(program);
    const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    assert.equal(child.exitCode, 0, `${complaints}\n${printed}`);
    return printed;
  }

  for (const [path, blocks] of RECIPES) {
    const runnable = blocks.filter(({ language, notRun }) => notRun === undefined && !SHOWN.includes(language));
    for (const language of new Set(runnable.map((block) => block.language))) {
      test(`${path}: what is in ${language} works when followed from the top, and prints what stands beside it`, async () => {
        const program = runnable.filter((block) => block.language === language).map((block) => block.text);
        const printed = (await run(language, program.join('\n'))).split('\n').map((line) => line.trimEnd());
        for (const line of program.flatMap(promisedBy)) {
          assert.ok(printed.includes(line), `${line} in ${printed.join('\n')}`);
        }
      });
    }
  }

  test('Home Assistant: the samples are YAML, and ask for what there is', async () => {
    const samples = RECIPES.find(([path]) => path.endsWith('home-assistant.md'))![1].filter(isYaml);
    // `!secret` is a tag of Home Assistant.
    const customTags = [{ tag: '!secret', resolve: (name: string) => `secret ${name}` }];
    const [sensors, commands] = samples.map((sample) => parse(sample.text, { customTags }));
    const pathOf = (url: string) => url.replace('http://pulsebase.local:8080', '').replace(/\s+/g, '');
    const headers = { authorization: `Bearer ${environment.PULSEBASE_API_KEY}` };

    const asked = pathOf(filledIn(sensors.rest[0].resource_template));
    const found = await service.app.inject({ url: asked, headers });
    assert.equal(found.json()[0].average.toFixed(1), '70.0', `${asked}: ${found.body}`);

    const { url, method, payload, content_type } = commands.rest_command.pulsebase_reading;
    await store.putUser({ id: 12, externalId: 'P-0012' });
    const receipt = await service.app.inject({
      method: method.toUpperCase(),
      url: pathOf(url),
      headers: { ...headers, 'content-type': content_type },
      payload: filledIn(payload),
    });
    assert.equal(receipt.json().inserted, 1, receipt.body);
  });
});

/** What a program says that it prints: comments behind what prints, and below what asks. */
function promisedBy(program: string): string[] {
  return [...program.matchAll(/^(?:(?:print|cat)\(.*\) {2}#|--) (.*)$/gm)].map(([, line]) => line!);
}

/** The rows of the answers, a line each. */
async function inDuckDb(statements: string, directory: string): Promise<string> {
  const connection = await (await DuckDBInstance.create()).connect();
  try {
    const rows: string[] = [];
    for (const statement of statements.replaceAll(/'(\w+\.parquet)'/g, `'${directory}/$1'`).split(';\n')) {
      if (statement.replaceAll(/^--.*$/gm, '').trim() === '') continue;
      const answer = await connection.runAndReadAll(statement);
      rows.push(...answer.getRows().map((row) => row.map(String).join(' | ')));
    }
    return rows.join('\n');
  } finally {
    connection.closeSync();
  }
}

function isYaml({ language }: Block): boolean {
  return language === 'yaml';
}

/** What Home Assistant makes of the templates, an hour after the first of the readings. */
function filledIn(template: string): string {
  return template.replaceAll(/\{\{(.*?)\}\}/gs, (_, expression: string) => {
    if (expression.includes('timedelta(hours=1)')) return '2023-06-01T00:00:00Z';
    if (expression.includes('strftime')) return '2023-06-01T01:00:00Z';
    if (expression.includes('utcnow')) return '2023-06-01T01:00:00.123456+00:00';
    return expression.trim() === 'user' ? 'P-0012' : '71.5';
  });
}
