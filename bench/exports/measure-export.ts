import { createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat } from '../../src/exporters/export-format.ts';
import { openExport } from '../../src/exporters/open-export.ts';
import type { Store } from '../../src/store/store.ts';

/** What an export to a file took. */
export interface ExportResult {
  readonly format: string;
  readonly readings: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Of the processor, whatever else the machine did. */
  readonly processorSeconds: number;
  /** The most memory of the process, bytes, while the first and the second half of the readings were written. */
  readonly firstHalf: number;
  readonly secondHalf: number;
}

/** Writes all readings of a store to a file, which is removed. */
export async function measureExport(store: Store, format: ExportFormat, path: string): Promise<ExportResult> {
  const { readings: total } = await store.stats();
  let [readings, bytes, firstHalf, secondHalf] = [0, 0, 0, 0];
  async function* watched(): AsyncGenerator<string | Uint8Array> {
    const onRows = (rows: number) => {
      readings += rows;
    };
    for await (const piece of openExport(store, { format, what: 'readings', onRows })) {
      bytes += piece.length;
      const { rss } = process.memoryUsage();
      if (readings * 2 < total) firstHalf = Math.max(firstHalf, rss);
      else secondHalf = Math.max(secondHalf, rss);
      yield piece;
    }
  }
  const [started, processor] = [performance.now(), process.cpuUsage()];
  await pipeline(watched(), createWriteStream(path));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  rmSync(path);
  return {
    format: format.name,
    readings,
    bytes,
    seconds,
    processorSeconds: (user + system) / 1e6,
    firstHalf,
    secondHalf,
  };
}
