import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import type { Intent } from '../journal/intent.ts';
import { decodeIntent, encodeIntent } from '../journal/stored-intent.ts';

export type JournalLine =
  /** The first line: the number of the format (absent in the first one), and a version that was already used. */
  | { readonly journal?: number; readonly version: number }
  | { readonly begin: number; readonly intent: Intent }
  | { readonly done: readonly number[] };

/** The contents of a journal. */
export interface JournalContents {
  /** The highest version recorded; 0 when there is none. */
  readonly version: number;
  readonly pending: Map<number, Intent>;
  /** Whether a completely written line cannot be read: intents may be missing. */
  readonly isDamaged: boolean;
}

/**
 * The format written. A program reads this one and earlier ones. The third has the lines of the second; it keeps programs away that
 * do not read the log beside it.
 */
const FORMAT = 3;

export function writeJournal(version: number, pending: ReadonlyMap<number, Intent>): string {
  const intents = [...pending].map(([begin, intent]) => ({ begin, intent }));
  return [{ journal: FORMAT, version }, ...intents].map(journalLine).join('');
}

export function journalLine(line: JournalLine): string {
  const stored = 'begin' in line ? { begin: line.begin, intent: encodeIntent(line.intent) } : line;
  return `${JSON.stringify(stored)}\n`;
}

/** @throws PulsebaseError `STORE_NEWER` when a newer program has written it. */
export function readJournal(text: string): JournalContents {
  const pending = new Map<number, Intent>();
  let version = 0;
  // The last lines may be torn: they were being written when the process died, and nothing of what they announce had
  // begun. One followed by a complete line was complete once.
  let [isTorn, isDamaged] = [false, false];
  for (const row of text.split('\n')) {
    if (row === '') continue;
    const line = parseLine(row);
    if (line === undefined) {
      isTorn = true;
      continue;
    }
    // The first line is written with its file, so it is complete, or there is no file.
    isDamaged ||= isTorn || (version === 0 && !('version' in line));
    if ('begin' in line) {
      pending.set(line.begin, line.intent);
      version = Math.max(version, line.begin);
    } else if ('done' in line) for (const id of line.done) pending.delete(id);
    else version = Math.max(version, line.version);
  }
  return { version, pending, isDamaged: isDamaged || (isTorn && version === 0) };
}

function parseLine(row: string): JournalLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(row);
  } catch {
    return undefined;
  }
  if (typeof line !== 'object' || line === null) return undefined;
  if ('version' in line) {
    if ('journal' in line && Number.isInteger(line.journal) && Number(line.journal) > FORMAT) {
      throw new PulsebaseError(
        'STORE_NEWER',
        `the store's journal has format ${line.journal}, this program knows up to ${FORMAT}; install a newer Pulsebase`,
      );
    }
    return Number.isSafeInteger(line.version) ? (line as JournalLine) : undefined;
  }
  if ('begin' in line) {
    const intent = 'intent' in line ? decodeIntent(line.intent) : undefined;
    return intent !== undefined && Number.isSafeInteger(line.begin) ? { begin: Number(line.begin), intent } : undefined;
  }
  return 'done' in line && Array.isArray(line.done) ? (line as JournalLine) : undefined;
}
