import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { installPackage } from '../../harness/built-package.ts';

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-package-'));
after(() => rmSync(directory, { recursive: true }));
const installed = await installPackage(directory);
const client = await installPackage(directory, '@pulsebase/client');

const CONTRACT = [
  'DryRun',
  'ERROR_CODES',
  'GENDERS',
  'PulsebaseError',
  'REJECTION_REASONS',
  'ROW_OUTCOMES',
  'ReadingBlock',
];
const EXPORTED: Readonly<Record<string, readonly string[]>> = {
  pulsebase: ['DEFAULT_OPTIONS', ...CONTRACT, 'openStore'],
  'pulsebase/client': [...CONTRACT, 'connectAlarms', 'connectService', 'connectStore'],
  '@pulsebase/client': [...CONTRACT, 'connectAlarms', 'connectService', 'connectStore'],
};

/** Runs a script beside the installed packages, and gives what it writes. */
function run(script: string, ...flags: readonly string[]): string {
  const text = `${script}\nfunction tell(value) { process.stdout.write(JSON.stringify(value)); }`;
  return execFileSync(process.execPath, [...flags, '--eval', text], { cwd: directory, encoding: 'utf8' });
}

function filesOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

function textOf(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

for (const [name, names] of Object.entries(EXPORTED)) {
  test(`${name} runs as it is installed, as a module and by require, and both are one`, () => {
    const script = `import * as module from '${name}';
      import { createRequire } from 'node:module';
      const required = createRequire(process.cwd() + '/')('${name}');
      tell([Object.keys(module), Object.keys(required), module.PulsebaseError === required.PulsebaseError]);`;
    assert.deepEqual(JSON.parse(run(script, '--input-type=module')), [names, names, true]);
    const required = `tell(Object.keys(require('${name}')))`;
    assert.deepEqual(JSON.parse(run(required, '--input-type=commonjs')), names);
  });
}

test('the command line runs as it is installed', () => {
  const help = execFileSync(process.execPath, [join(installed, 'dist/cli/main.js'), '--help'], { encoding: 'utf8' });
  assert.match(help, /^Usage: pulsebase/);
});

test('the dashboard is in the package, where the installed service looks for it, without the pictures of the docs', () => {
  const module = pathToFileURL(join(installed, 'dist/api/dashboard/page-files.js'));
  const script = `import { PAGES_DIRECTORY, readPages } from '${module}';
    const { document, assets } = readPages(PAGES_DIRECTORY);
    tell([document.includes('<!doctype html>'), [...assets.keys()].map((name) => name.replace(/-\\w+/, '')).sort()]);`;
  assert.deepEqual(JSON.parse(run(script, '--input-type=module')), [
    true,
    ['icon.svg', 'licences.txt', 'main.css', 'main.js'],
  ]);
  assert.deepEqual(
    filesOf(installed).filter((file) => file.endsWith('.png')),
    [],
  );
});

/** What opening a store at each URL throws. */
function failures(...urls: readonly string[]): { isOurs: boolean; code: string; message: string }[] {
  const script = `import { openStore, PulsebaseError } from 'pulsebase';
    const told = [];
    for (const url of ${JSON.stringify(urls)}) {
      const error = await openStore(url).catch((error) => error);
      told.push({ isOurs: error instanceof PulsebaseError, code: error.code, message: error.message });
    }
    tell(told);`;
  return JSON.parse(run(script, '--input-type=module'));
}

describe('without the optional engine', () => {
  test('the others can be used', () => {
    const told = failures('postgresql://nobody@127.0.0.1:1/none', 'clickhouse://127.0.0.1:1/none');
    assert.deepEqual(
      told.map(({ isOurs, code }) => [isOurs, code]),
      [
        [true, 'CONNECTION_FAILED'],
        [true, 'CONNECTION_FAILED'],
      ],
    );
  });

  const { optionalDependencies } = JSON.parse(textOf(installed, 'package.json'));
  const [dependency, range] = Object.entries<string>(optionalDependencies)[0]!;
  const advice = `run npm install ${dependency}@${/\d+/.exec(range)?.[0]} `;

  function assertAdvised(): void {
    const [{ isOurs, code, message } = assert.fail()] = failures('chdb:./data');
    assert.deepEqual([isOurs, code], [true, 'ENGINE_NOT_INSTALLED'], message);
    assert.ok(message.includes(advice), message);
  }

  test('its stores are an error that says what to install', assertAdvised);

  test('so they are where its package is there, and not what it has for the platform', () => {
    const copy = join(directory, 'node_modules', dependency);
    cpSync(join(import.meta.dirname, '../../node_modules', dependency), copy, { recursive: true });
    assertAdvised();
    rmSync(copy, { recursive: true });
  });
});

test('the client is the modules of pulsebase/client alone, each the same to the byte, and depends on nothing', () => {
  const files = filesOf(join(client, 'dist'));
  assert.ok(files.includes('client/index.js') && files.includes('model/pulsebase-error.d.ts'), files.join(' '));
  assert.deepEqual(
    files.filter((file) => textOf(join(client, 'dist'), file) !== textOf(join(installed, 'dist'), file)),
    [],
  );
  assert.deepEqual(
    files.filter((file) => /^(?:api|cli|config|engines|importers)\//.test(file)),
    [],
  );
  const manifest = JSON.parse(textOf(client, 'package.json'));
  const dependencies = Object.keys(manifest).filter((key) => /dependencies/i.test(key));
  assert.deepEqual(dependencies, []);
});

test('both packages have one version, licence and oldest Node', () => {
  const [library, other] = [installed, client].map((folder) => {
    const { version, license, engines } = JSON.parse(textOf(folder, 'package.json'));
    return { version, license, engines, text: textOf(folder, 'LICENSE') };
  });
  assert.deepEqual(other, library);
});

for (const [name, folder] of [
  ['pulsebase', installed],
  ['@pulsebase/client', client],
] as const) {
  describe(name, () => {
    test('nothing in it points to what is not published', () => {
      const files = filesOf(folder);
      assert.ok(files.includes('dist/client/index.js') && files.includes('LICENSE') && files.includes('README.md'));
      assert.deepEqual(
        files.filter((file) => file.endsWith('.map')),
        [],
      );
      const scripts = files.filter((file) => /^dist\/.*\.c?[jt]s$/.test(file));
      assert.deepEqual(
        scripts.filter((file) => textOf(folder, file).includes('sourceMappingURL')),
        [],
      );
    });

    test('it says where it comes from and where faults are told', () => {
      const { homepage, bugs, repository } = JSON.parse(textOf(folder, 'package.json'));
      for (const address of [homepage, bugs, repository.url.replace(/^git\+/, '')]) {
        assert.ok(URL.canParse(address) && new URL(address).protocol === 'https:', address);
      }
    });
  });
}
