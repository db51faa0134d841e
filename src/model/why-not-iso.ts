import { unixUnit } from './unix-unit.ts';

/** Dates in digits, or with a month's name, in any order. */
const OTHER_ORDER = /^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b/;
const NAMED_MONTH = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;
/** A query reads + as a space. */
const LOST_PLUS = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? \d{2}(?::?\d{2})?$/;
const ISO_SHAPE = /^\s*\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(.*?))?\s*$/;

/** Describes what a text that should be an ISO 8601 time looks like; `undefined` when it resembles nothing known. */
export function whyNotIso(text: string): string | undefined {
  if (text.length > 100) return undefined;
  const number = /^\s*[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
  if (number !== undefined) {
    const unit = unixUnit(number);
    if (unit !== undefined) return `it looks like Unix ${unit}`;
    if (number > 20_000 && number < 80_000) return 'it looks like the day number of a spreadsheet';
    return 'it is a number';
  }
  if (LOST_PLUS.test(text)) return 'the sign of its offset is missing; a + in a URL is written %2B';
  const zone = ISO_SHAPE.exec(text)?.[1];
  if (zone !== undefined && /^[+-]\d/.test(zone)) {
    return /^[+-]\d{2}(?::?\d{2}){0,2}$/.test(zone)
      ? 'offsets reach from -14:00 to +14:00'
      : `its offset ${zone} is not known`;
  }
  if (zone !== undefined && /^[A-Za-z]/.test(zone)) return whyNotZone(zone);
  if (ISO_SHAPE.test(text)) return 'there is no such day or time';
  if (OTHER_ORDER.test(text)) return 'it looks like a date that does not begin with the year';
  if (NAMED_MONTH.test(text)) return 'it names the month';
  return undefined;
}

/** What is wrong with letters after a time. */
export function whyNotZone(letters: string): string {
  return `${letters.slice(0, 20)} names different offsets in different places; write it as digits, such as -05:00`;
}
