import { locale } from '../i18n/language.ts';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale()} ${JSON.stringify(options)}`;
  let format = formats.get(name);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale(), options);
    formats.set(name, format);
  }
  return format;
}

/** A whole number, as 1,204. */
export function formatCount(value: number): string {
  return formatOf({ maximumFractionDigits: 0 }).format(value);
}

/** An average in bpm, to a tenth. */
export function formatAverage(bpm: number): string {
  return formatOf({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(bpm);
}

/** A measured heart rate in bpm, with decimals only where it has some. */
export function formatBpm(bpm: number): string {
  return formatOf({ maximumFractionDigits: 1 }).format(bpm);
}

/** A large number in little room, as 2.5M. */
export function formatCompact(value: number): string {
  return formatOf({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

export function formatShare(share: number): string {
  return formatOf({ style: 'percent', maximumFractionDigits: 0 }).format(share);
}

export function formatMilliseconds(ms: number): string {
  return formatOf({ style: 'unit', unit: 'millisecond', maximumFractionDigits: ms < 10 ? 1 : 0 }).format(ms);
}

/** Bytes in the largest unit that leaves a number of at least one. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return formatOf({ style: 'unit', unit: units[power]!, maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
}
