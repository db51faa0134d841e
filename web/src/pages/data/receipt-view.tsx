import type { UploadedFile } from '../../../../src/api/schemas/receipt.ts';
import { formatWindow } from '../../format/instants.ts';
import { formatCount } from '../../format/numbers.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Outcome } from './outcome.tsx';
import type { Upload } from './uploads.ts';

interface Properties {
  readonly receipt: NonNullable<Upload['receipt']>;
  readonly name: string;
  /** Whether nothing was written. */
  readonly isTrial: boolean;
}

/** What a file was, and what became of its rows. */
export function ReceiptView({ receipt, name, isTrial }: Properties) {
  const { read, warnings, files, devices, timezone, isTimezoneUsed } = receipt;
  const formats = [...new Set(files.flatMap(({ format }) => format ?? []))];
  const left = Object.values(receipt.leftOut).reduce((sum, count) => sum + count, 0);
  const errors = files.flatMap(({ name: file, error }) => (error === undefined ? [] : [`${file}: ${error}`]));
  const what = [
    ...(files.length > 1 ? [text('filesCount', { n: files.length })] : []),
    ...(devices.length === 0 ? [] : [spanOf(devices)]),
    ...(isTimezoneUsed ? [text('zoneUsed', { z: zoneName(timezone) })] : []),
  ];
  return (
    <>
      <p class="muted">
        {formats.map((format) => (
          <code key={format}>{format}</code>
        ))}{' '}
        <span class="number">{what.join(' · ')}</span>
      </p>
      {read + left === 0 ? (
        <p>{text('noReadingsFound')}</p>
      ) : (
        <Outcome {...{ receipt, name, isTrial }} leftOut={left} />
      )}
      {[...errors, ...warnings].map((words) => (
        <p key={words} class="small muted">
          <bdi>{words}</bdi>
        </p>
      ))}
      {files.length > 1 && (
        <details>
          <summary>{text('filesCount', { n: files.length })}</summary>
          <DataTable caption={name} rows={files} keyOf={({ name: file }) => file} columns={FILE_COLUMNS()} />
        </details>
      )}
    </>
  );
}

/** From the first reading to the last, by the clocks of this browser. */
function spanOf(devices: NonNullable<Upload['receipt']>['devices']): string {
  const from = Math.min(...devices.map(({ first }) => Date.parse(first)));
  const to = Math.max(...devices.map(({ last }) => Date.parse(last)));
  return `${formatWindow(from, to, VIEWER_ZONE)}, ${zoneName(VIEWER_ZONE, from, to)}`;
}

const FILE_COLUMNS = (): readonly Column<UploadedFile>[] => [
  { name: 'name', title: text('fileName'), cell: ({ name }) => <bdi>{name}</bdi> },
  { name: 'format', title: text('fileFormat'), cell: ({ format }) => (format === null ? '–' : <code>{format}</code>) },
  ...(['read', 'rejected'] as const).map((count) => ({
    ...{ name: count, isNumber: true, title: text(count === 'read' ? 'rowsRead' : 'rowsRejected') },
    cell: (file: UploadedFile) => formatCount(file[count]),
  })),
];
