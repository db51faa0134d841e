import { extname, join } from 'node:path';
import { EXPORTED, type Exported, type ExportFormat } from '../exporters/export-format.ts';
import { requireHolds } from '../exporters/open-export.ts';
import { EXPORT_FORMATS } from '../exporters/registry.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';

/** What goes where. */
export interface ExportTarget {
  readonly what: Exported;
  /** `-` is standard output. */
  readonly path: string;
  readonly format: ExportFormat;
}

/**
 * The files that an export writes: one, or in a folder one for everything that is wanted.
 *
 * @param isFolder Whether `path` is a folder.
 * @throws PulsebaseError `INVALID_ARGUMENT` when it does not say which format, one file is to hold several things, or the
 *   format cannot hold what is wanted.
 */
export function exportTargets(
  path: string,
  isFolder: boolean,
  { format: name, what }: { readonly format?: string; readonly what?: readonly Exported[] },
): ExportTarget[] {
  const format = formatOf(path, name);
  const wanted = [...new Set(what ?? (isFolder ? usual(format) : ['readings' as const]))];
  for (const each of wanted) requireHolds(format, each);
  if (isFolder) return wanted.map((each) => ({ what: each, path: join(path, `${each}.${format.extension}`), format }));
  if (wanted.length > 1) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'one file holds one of them; for several name a folder, such as out/',
      {
        field: '--what',
      },
    );
  }
  return [{ what: wanted[0]!, path, format }];
}

function usual(format: ExportFormat): readonly Exported[] {
  return EXPORTED.filter((what) => what === 'readings' || (what === 'users' && format.users !== undefined));
}

function formatOf(path: string, name: string | undefined): ExportFormat {
  const format =
    name === undefined
      ? EXPORT_FORMATS.find(({ extension }) => extname(path) === `.${extension}`)
      : EXPORT_FORMATS.find((known) => known.name === name);
  if (format !== undefined) return format;
  const names = EXPORT_FORMATS.map((known) => known.name).join(', ');
  throw new PulsebaseError('INVALID_ARGUMENT', `say which format: --format ${names}`, { field: '--format' });
}
