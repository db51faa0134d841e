import type { RowForms } from '../store/row-forms.ts';
import type { CommandContext } from './command-context.ts';

/**
 * Prints rows as they come: as CSV, or as one JSON object a line. A store that refuses the first of them leaves no output.
 *
 * @param note told on stderr before the first row, so that it stands beside no error.
 */
export async function printRows<T>(
  context: CommandContext,
  rows: AsyncIterable<T>,
  { json, csv, csvHeader }: RowForms<T>,
  note?: string,
): Promise<void> {
  const header = context.json ? '' : `${csvHeader}\n`;
  const form = context.json ? json : csv;
  let isFirst = true;
  const begin = async () => {
    if (note !== undefined) context.note(note);
    await context.out.write(header);
  };
  for await (const row of rows) {
    context.throwIfInterrupted();
    if (isFirst) await begin();
    isFirst = false;
    const written = context.out.write(`${form(row)}\n`);
    // A promise for each of millions of lines would cost more than the line.
    if (written !== undefined) await written;
  }
  if (isFirst) await begin();
}
