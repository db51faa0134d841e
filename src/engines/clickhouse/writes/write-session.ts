import type { WriteMode, WriteSession } from '../../../engine/engine.ts';
import type { Writer } from '../journal/writer.ts';
import { mergeStatements } from '../rollups/merge-statements.ts';
import { appendBlock } from './append-block.ts';
import { writeBlock } from './write-block.ts';

/** A batch ends with its roll-ups; a bulk write computes them occasionally, and at its end. */
export function beginWrite(writer: Writer, mode: WriteMode): WriteSession {
  const months = new Set<number>();
  let isInParts = mode === 'bulk';
  return {
    write: async (block) => {
      const appended = mode === 'batch' ? await appendBlock(writer, block) : undefined;
      if (appended !== undefined) return appended;
      isInParts = true;
      return writer.run(() => writeBlock(writer, block, mode, months));
    },
    finish: async () => {
      if (!isInParts) return;
      await writer.run(async () => {
        await writer.drain();
        if (mode === 'bulk') await mergeParts(writer, months);
      });
    },
  };
}

/** Merges the roll-ups that a load has written: the next queries find one part where there were several. */
async function mergeParts({ executor }: Writer, months: ReadonlySet<number>): Promise<void> {
  for (const statement of mergeStatements([...months])) await executor.merge(statement);
  await executor.sync();
}
