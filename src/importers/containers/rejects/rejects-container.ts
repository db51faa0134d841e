import { basename } from 'node:path';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { splitCells } from '../../delimited/split-cells.ts';
import { MAX_ROW } from '../../max-row.ts';
import type { Container } from '../container.ts';

const COLUMNS = 'file,line,reason,message,row';
const BEGINNING = new RegExp(`^\\uFEFF?${COLUMNS}\\r?(?:\\n|$)`);
/** The row within doubled quotes, beside a message that shows a part of it. */
const MOST_LENGTH = 4 * MAX_ROW;

/** What `import --rejects` writes: each file in it is the rejected rows of one, below the header that they are read by. */
export const rejectsContainer: Container = {
  name: 'a file of rejected rows',
  begins: (head) => BEGINNING.test(head.toString('utf8')),
  async *members(file) {
    const rows = rejectedRows(file.name, file.open());
    let next = await rows.next();
    while (next.done !== true) {
      const source = next.value.file;
      const chunks = (async function* () {
        for (; next.done !== true && next.value.file === source; next = await rows.next()) {
          // A row of a binary file has no text.
          if (next.value.row !== '') yield Buffer.from(`${next.value.row}\n`);
        }
      })();
      yield { name: `${file.name}/${basename(source)}`, isOnce: true, open: () => chunks };
      while (next.done !== true && next.value.file === source) next = await rows.next();
    }
  },
};

interface RejectedRow {
  readonly file: string;
  readonly row: string;
}

async function* rejectedRows(name: string, chunks: AsyncGenerator<Buffer>): AsyncGenerator<RejectedRow> {
  const decoder = new TextDecoder();
  let isHeader = true;
  let isQuoted = false;
  let text = '';
  let at = 0;
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    let from = 0;
    for (; at < text.length; at += 1) {
      if (text[at] === '"') isQuoted = !isQuoted;
      if (text[at] !== '\n' || isQuoted) continue;
      if (!isHeader) yield* rowIn(name, text.slice(from, at));
      isHeader = false;
      from = at + 1;
    }
    text = text.slice(from);
    at -= from;
    if (text.length > MOST_LENGTH) throw damaged(name, text);
  }
  if (!isHeader) yield* rowIn(name, text);
}

function* rowIn(name: string, line: string): Generator<RejectedRow> {
  const row = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (row === '') return;
  const cells = splitCells(row, ',');
  if (typeof cells === 'string' || cells.length !== COLUMNS.split(',').length) throw damaged(name, row);
  yield { file: cells[0]!, row: cells.at(-1)! };
}

function damaged(name: string, row: string): PulsebaseError {
  const beginning = JSON.stringify(row.slice(0, 60));
  return new PulsebaseError('INVALID_FILE', `${name} has a row that is not ${COLUMNS}: ${beginning}`);
}
