import type { RowForms } from '../store/row-forms.ts';
import type { CommandContext } from './command-context.ts';

/** Prints rows as they come: as CSV, or as one JSON object a line. A store that refuses the first of them leaves no output. */
export async function printRows<T>(
  context: CommandContext,
  rows: AsyncIterable<T>,
  { json, csv, csvHeader }: RowForms<T>,
): Promise<void> {
  const header = context.json ? '' : `${csvHeader}\n`;
  const form = context.json ? json : csv;
  let isFirst = true;
  for await (const row of rows) {
    context.throwIfInterrupted();
    if (isFirst) await context.out.write(header);
    isFirst = false;
    const written = context.out.write(`${form(row)}\n`);
    // A promise for each of millions of lines would cost more than the line.
    if (written !== undefined) await written;
  }
  if (isFirst) await context.out.write(header);
}
