import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { compile, installPackage } from '../../harness/built-package.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-package-'));
after(() => rmSync(directory, { recursive: true }));
const installed = await installPackage(directory);

const PROGRAM = `
import { DEFAULT_OPTIONS, openStore, PulsebaseError, type Receipt, type StoreOptions, type StoreStats } from 'pulsebase';
import { connectStore, ERROR_CODES, type Finding, ReadingBlock, type Store } from 'pulsebase/client';

const options: StoreOptions = { durable: false, queryTimeout: DEFAULT_OPTIONS.queryTimeout };

export async function bringIn(store: Store): Promise<[Receipt, StoreStats, readonly Finding[]]> {
  const block = new ReadingBlock(1);
  block.add(1, 1, new Date(), 60);
  const receipt = await store.ingest([block]);
  const stats = await store.stats();
  const last: Date | null = stats.lastReading;
  if (last === null) throw new PulsebaseError('INVALID_ARGUMENT', ERROR_CODES.INVALID_ARGUMENT);
  return [receipt, stats, await store.diagnose()];
}

export const stores = async () => [await openStore('chdb:./data', options), await connectStore('http://localhost')];
`;

test('a program in a browser project of 2022 compiles against the package, its declarations checked', async () => {
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, 'program.ts'), PROGRAM);
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    const config = join(directory, `tsconfig.${moduleResolution}.json`);
    const compilerOptions = {
      ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], module, moduleResolution },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    await compile('-p', config);
  }
});

test('the declarations are found: a program that is wrong does not compile', async () => {
  const config = join(directory, 'tsconfig.wrong.json');
  writeFileSync(
    join(directory, 'wrong.ts'),
    "import { openStore } from 'pulsebase';\nexport const n: number = openStore('');\n",
  );
  const compilerOptions = { lib: ['es2022'], types: [], module: 'nodenext', strict: true, noEmit: true };
  writeFileSync(config, JSON.stringify({ compilerOptions, files: ['wrong.ts'] }));
  await assert.rejects(compile('-p', config), /'Promise<Store>' is not assignable to type 'number'/);
});

test('the package runs as it is installed', () => {
  const script = `
    import * as library from 'pulsebase';
    import * as client from 'pulsebase/client';
    process.stdout.write(JSON.stringify([Object.keys(library), Object.keys(client)]));`;
  const told = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: directory,
    encoding: 'utf8',
  });
  const contract = [
    'DryRun',
    'ERROR_CODES',
    'GENDERS',
    'PulsebaseError',
    'REJECTION_REASONS',
    'ROW_OUTCOMES',
    'ReadingBlock',
  ];
  assert.deepEqual(JSON.parse(told), [
    ['DEFAULT_OPTIONS', ...contract, 'openStore'],
    [...contract, 'connectStore'],
  ]);
  const help = execFileSync(process.execPath, [join(installed, 'dist/cli/main.js'), '--help'], { encoding: 'utf8' });
  assert.match(help, /^Usage: pulsebase/);
});

test('nothing in it points to what is not published', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  assert.ok(files.includes('dist/index.js') && files.includes('docs/semantics.md') && files.includes('LICENSE'));
  assert.deepEqual(
    files.filter((file) => file.endsWith('.map')),
    [],
  );
  const scripts = files.filter((file) => /^dist\/.*\.[jt]s$/.test(file));
  assert.deepEqual(
    scripts.filter((file) => readFileSync(join(installed, file), 'utf8').includes('sourceMappingURL')),
    [],
  );
});

test('it says where it comes from and where faults are told', () => {
  const { homepage, bugs, repository } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const address of [homepage, bugs, repository.url.replace(/^git\+/, '')]) {
    assert.ok(URL.canParse(address) && new URL(address).protocol === 'https:', address);
  }
});
