import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangedSources } from './changed-sources.ts';

/** Text: `@1 1680678428 80`, a user, a time in Unix seconds and a heart rate. */
const TEXT = `
import { addReading } from '../add-reading.ts';
import { LineParser } from '../line-parser.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { textFormat } from '../text-format.ts';

export const beatsFormat: ReadingFormat = textFormat({
  name: 'beats',
  beginning: 'a line @1 1680678428 80',
  body: { mediaTypes: ['text/x-beats'], description: 'User, Unix seconds, heart rate.', example: '@1 1680678428 80\\n' },
  detect: (firstLine) => firstLine.startsWith('@'),
  parser: (_firstLine, lineNumber) =>
    new LineParser(lineNumber, (block, line, text) => {
      const [user, time, heartRate] = text.slice(1).split(' ');
      addReading(block, line, user, /^\\d+$/.test(time ?? '') ? Number(time) * 1000 : undefined, time, heartRate);
    }),
});
`;

/** Binary: the letters PULSE and a zero, and for each row a user (4 bytes), Unix milliseconds (8) and a heart rate (4). */
const BINARY = `
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { withHead } from '../input/with-head.ts';
import type { ReadingFormat } from '../reading-format.ts';
import { type ReadingWriter, writeBlocks } from '../reading-writer.ts';

const MAGIC = Buffer.from('PULSE\\0');
const ROW_BYTES = 16;

export const pulseFormat: ReadingFormat = {
  name: 'pulse',
  beginning: 'the letters PULSE and a zero',
  body: {
    mediaTypes: ['application/vnd.pulse'],
    description: 'A recording.',
    mostRows: (pieces) => pieces.reduce((bytes, piece) => bytes + piece.length, 0) / ROW_BYTES,
  },
  begins: (head) => head.subarray(0, MAGIC.length).equals(MAGIC),
  async open({ name, chunks }, job) {
    const { head, all } = await withHead(chunks, MAGIC.length);
    if (!pulseFormat.begins(head)) throw new PulsebaseError('INVALID_FILE', \`\${name} is not a recording\`);
    return { blocks: (options) => writeBlocks(job, options, (rows) => read(all, rows)) };
  },
};

async function* read(chunks: AsyncIterable<Buffer>, rows: ReadingWriter): AsyncGenerator<void> {
  let bytes = Buffer.alloc(0);
  let at = MAGIC.length;
  let row = 0;
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    for (; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
      const instant = bytes.readDoubleLE(at + 4);
      rows.add({ row: ++row, user: bytes.readUInt32LE(at), instant, heartRate: bytes.readFloatLE(at + 12) });
      if (rows.isFull) yield;
    }
    bytes = bytes.subarray(at);
    at = 0;
    yield;
  }
}
`;

/** Sends a file of each through the command line and over HTTP, and prints what became of it. */
const USE = `
import { writeFileSync } from 'node:fs';
import { openApiText } from './src/api/docs/open-api-text.ts';
import { inject } from './test/api/inject.ts';
import { runInProcess } from './test/cli/run-in-process.ts';
import { MemoryEngine } from './test/reference/memory-engine.ts';

const row = (user: number, time: number, heartRate: number) => {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(user, 0);
  bytes.writeDoubleLE(time, 4);
  bytes.writeFloatLE(heartRate, 12);
  return bytes;
};
const time = Date.UTC(2023, 3, 5, 7);
const files = {
  'text/x-beats': Buffer.from(\`\\n@1 \${time / 1000} 80\\n@2 never 80\\n@3 \${time / 1000} 90\\n\`),
  'application/vnd.pulse': Buffer.concat([Buffer.from('PULSE\\0'), row(1, time, 80), row(2, -1, 80), row(3, time, 90)]),
};
const service = await inject();
await service.send('PUT', '/v1/users/1', { gender: 'female' });
const described = JSON.parse(await openApiText()).paths['/v1/readings'].post.requestBody.content;
for (const [type, bytes] of Object.entries(files)) {
  writeFileSync('file', bytes);
  const { stdout } = await runInProcess(new MemoryEngine(), ['import', 'file', '--json', '--create-users']);
  const { inserted, rejectedByReason, files: [file] } = JSON.parse(stdout);
  const { body } = await service.send('POST', '/v1/readings?unknownUsers=create', bytes, { 'content-type': type });
  const { rejections, ...counts } = JSON.parse(body);
  console.log(JSON.stringify([file.format, inserted, rejectedByReason]));
  console.log(JSON.stringify([counts.inserted, counts.unchanged, rejections[0].row]), type in described);
  const named = ['import', 'file', '--format', file.format, '--create-users', '--dry-run'];
  console.log((await runInProcess(new MemoryEngine(), named)).exitCode);
}
const { stdout } = await runInProcess(new MemoryEngine(), ['import', '--help']);
console.log(stdout.includes('  pulse: the letters PULSE and a zero\\n'));
await service.service.remove();
`;

test('a format, text or binary, is a folder and a line in the registry', async () => {
  using sources = new ChangedSources();
  for (const [name, text] of [
    ['beats', TEXT],
    ['pulse', BINARY],
  ] as const) {
    sources.add(`src/importers/${name}/${name}-format.ts`, text);
    sources.insertAfter(
      'src/importers/registry.ts',
      /^import/,
      `import { ${name}Format } from './${name}/${name}-format.ts';`,
    );
    sources.insertAfter('src/importers/registry.ts', /^ {2}csvFormat/, `  ${name}Format,`);
  }
  sources.add('use.ts', USE);
  await sources.typecheck();
  const told = (await sources.run('use.ts')).split('\n');
  assert.deepEqual(told, [
    '["beats",2,{"invalid_timestamp":1}]',
    '[2,0,3] true',
    '0',
    '["pulse",2,{"timestamp_out_of_range":1}]',
    '[0,2,2] true',
    '0',
    'true',
    '',
  ]);
});
