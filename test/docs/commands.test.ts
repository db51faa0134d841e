import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { childEnvironment } from '../../harness/child-environment.ts';
import { freePorts } from '../../harness/free-ports.ts';
import { startPostgresServer } from '../../harness/postgres-server.ts';
import { DOCUMENTS, ROOT } from './documents.ts';
import { type Block, readBlocks } from './read-blocks.ts';

const BLOCKS = new Map(DOCUMENTS.map((path) => [path, readBlocks(readFileSync(join(ROOT, path), 'utf8'))]));
/** Run by views.test.ts, on every engine, and by recipes.test.ts of test/system, with other people's tools. */
const HAVE_TESTS_OF_THEIR_OWN = /^docs\/(?:views\.md$|recipes\/)/;
const SHOWN = ['json', 'mermaid', 'text', 'xml', 'yaml'];

const server = await startPostgresServer({ fsync: 'off' });
const home = mkdtempSync(join(tmpdir(), 'pulsebase-docs-'));
after(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

const bin = join(home, 'bin');
mkdirSync(bin);
writeCommand('pulsebase', `exec '${process.execPath}' '${join(ROOT, 'src/cli/main.ts')}' "$@"`);
writeCommand('run-sql', `exec '${process.execPath}' '${join(import.meta.dirname, 'run-sql.ts')}'`);

function writeCommand(name: string, line: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${line}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** Makes packages of this checkout that samples in `directory` can import. */
function installPackages(directory: string): void {
  installPackage(directory, 'pulsebase', { '.': 'src/index.ts', './client': 'src/client/index.ts' });
  installPackage(directory, '@pulsebase/client', { '.': 'src/client/index.ts' });
}

function installPackage(directory: string, name: string, doors: Readonly<Record<string, string>>): void {
  const folder = join(directory, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  const exported = Object.entries(doors).map(([door, source]) => {
    const file = `./${source.replaceAll('/', '-')}.mjs`;
    writeFileSync(join(folder, file), `export * from '${pathToFileURL(join(ROOT, source))}';\n`);
    return [door, file];
  });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, exports: Object.fromEntries(exported) }));
}

/** One script that runs blocks as somebody would who follows a document from the top. */
function scriptOf(blocks: readonly Block[]): string {
  const steps = blocks.map(({ language, text }, index) => {
    if (language === 'sh') return text;
    if (language === 'sql') return `run-sql <<'END OF SQL'\n${text}END OF SQL\n`;
    return `cat > sample-${index}.mts <<'END OF SAMPLE'\n${text}END OF SAMPLE\nnode sample-${index}.mts\n`;
  });
  const stopServices = `trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT`;
  return ['set -euo pipefail', stopServices, ...steps].join('\n');
}

/** Follows a document, and gives what it printed. */
async function follow(blocks: readonly Block[]): Promise<string> {
  const directory = mkdtempSync(join(home, 'follow-'));
  symlinkSync(join(ROOT, 'docs'), join(directory, 'docs'));
  installPackages(directory);
  // An HTTP error ends the script as any other failure does.
  writeFileSync(join(directory, '.curlrc'), 'fail-with-body\n');
  const [port] = await freePorts(1);
  const script = scriptOf(blocks)
    .replaceAll('localhost:8080', `localhost:${port}`)
    .replaceAll('localhost:5432', `127.0.0.1:${server.port}`);
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: directory,
    env: childEnvironment({
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: directory,
      PORT: String(port),
      ADMIN_URL: server.url(),
      POSTGRES_URL: await server.createDatabase(),
    }),
  });
  return stdout;
}

describe('every command and sample of the documents', () => {
  for (const [path, blocks] of BLOCKS) {
    const runnable = blocks.filter(({ language, notRun }) => notRun === undefined && !SHOWN.includes(language));
    if (HAVE_TESTS_OF_THEIR_OWN.test(path) || runnable.length === 0) continue;

    test(`${path}: works when followed from the top, and prints what stands beside it`, async () => {
      for (const { language } of runnable)
        assert.ok(['sh', 'sql', 'ts'].includes(language), `a block of "${language}"`);
      const printed = (await follow(runnable)).split('\n');
      for (const { text } of runnable.filter(({ language }) => language === 'ts')) {
        const promised = [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line!);
        assert.ok(promised.length > 0);
        for (const line of promised) assert.ok(printed.includes(line), `${line} in ${printed.join('\n')}`);
      }
    });
  }

  test('are read by every Node.js that is supported', () => {
    // Node.js 22 does not read `using`; type stripping and everything else in the samples it does.
    for (const [path, blocks] of BLOCKS) {
      for (const { language, text } of blocks) if (language === 'ts') assert.doesNotMatch(text, /\busing\b/, path);
    }
  });
});
