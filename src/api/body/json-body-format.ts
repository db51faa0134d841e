import { healthAutoExportFormat } from '../../importers/health-auto-export/health-auto-export-format.ts';
import { withHead } from '../../importers/input/with-head.ts';
import { jsonArrayFormat } from '../../importers/json-array/json-array-format.ts';
import { openMhealthFormat } from '../../importers/open-mhealth/open-mhealth-format.ts';
import type { ReadingFormat } from '../../importers/reading-format.ts';

const HEAD_BYTES = 4 * 1024;

/** JSON formats of apps. */
const OF_APPS: readonly ReadingFormat[] = [healthAutoExportFormat, openMhealthFormat];

/** JSON as a body: an array of readings, or what Health Auto Export and Open mHealth send. */
export const jsonBodyFormat = {
  ...jsonArrayFormat,
  open: async (input, job) => {
    const { head, all } = await withHead(input.chunks, HEAD_BYTES);
    const format = OF_APPS.find((candidate) => candidate.begins(head)) ?? jsonArrayFormat;
    return format.open({ ...input, chunks: all }, job);
  },
} satisfies ReadingFormat;
