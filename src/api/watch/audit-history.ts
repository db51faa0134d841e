import { giveWay } from '../../async/give-way.ts';
import { type PastAuditEntry, pastAuditEntry, timeOfEntry } from './past-audit-entry.ts';
import type { LinePlace, PastLines } from './past-lines.ts';

/** How much of the log a page looks through at most: some 60,000 entries, a fraction of a second. */
const MAX_PAGE_LENGTH = 16 * 1024 * 1024;
/** Entries are in the order in which they were written; the clock may have been set back by as much without one being missed. */
const CLOCK_SET_BACK_MS = 3_600_000;

/** Which entries; all where nothing is given. */
export interface AuditFilter {
  /** Made at this instant (Unix ms) or later. */
  readonly from?: number | undefined;
  /** Made at this instant (Unix ms) or earlier. */
  readonly to?: number | undefined;
  readonly actions?: readonly string[] | undefined;
  /** Ids of API keys. */
  readonly keys?: readonly string[] | undefined;
  /** Concerning the user of this pseudonym: naming it, or about everybody, or about more users than an entry lists. */
  readonly pseudonym?: string | undefined;
  /** Only those that name the pseudonym. */
  readonly named?: boolean | undefined;
}

/** Entries, newest first, and where to go on. */
export interface AuditPage {
  readonly entries: readonly PastAuditEntry[];
  /** Behind it there may be more; `undefined` at the end of the log. */
  readonly next: LinePlace | undefined;
  /** When the oldest entry was made that was looked at. */
  readonly searchedBackTo: string | undefined;
}

/** The audit log read again, from its newest entry on: what that costs does not depend on how long it is. */
export class AuditHistory {
  readonly #lines: PastLines;
  readonly #maxPageLength: number;

  constructor(lines: PastLines, maxPageLength = MAX_PAGE_LENGTH) {
    this.#lines = lines;
    this.#maxPageLength = maxPageLength;
  }

  /**
   * Entries behind a place, at most `limit`; fewer, even none, where many others had to be looked through.
   *
   * @throws PulsebaseError as {@link PastLines.newestFirst}.
   */
  async page(filter: AuditFilter, after: LinePlace | undefined, limit: number): Promise<AuditPage> {
    const entries: PastAuditEntry[] = [];
    let length = 0;
    let next: LinePlace | undefined;
    let searchedBackTo: string | undefined;
    for await (const { entry, matches, place, text } of this.#looked(filter, after)) {
      // Only one more tells that there is more.
      if (matches && entries.length === limit) return { entries, next, searchedBackTo };
      if (matches) entries.push(entry);
      if (entries.length < limit || matches) next = place;
      searchedBackTo = entry?.time ?? searchedBackTo;
      length += text.length;
      if (length >= this.#maxPageLength) return { entries, next: place, searchedBackTo };
    }
    return { entries, next: undefined, searchedBackTo };
  }

  /** All entries, newest first. @throws PulsebaseError as {@link PastLines.newestFirst}. */
  async *all(filter: AuditFilter): AsyncGenerator<PastAuditEntry> {
    for await (const { entry, matches } of this.#looked(filter, undefined)) if (matches) yield entry;
  }

  async *#looked(filter: AuditFilter, after: LinePlace | undefined) {
    const { from = Number.NEGATIVE_INFINITY, to } = filter;
    const range = { after, to: to === undefined ? undefined : to + CLOCK_SET_BACK_MS };
    for await (const { text, place } of this.#lines.newestFirst(range)) {
      await giveWay();
      if ((timeOfEntry(text) ?? Number.POSITIVE_INFINITY) < from - CLOCK_SET_BACK_MS) return;
      const entry = pastAuditEntry(text);
      if (entry === undefined || !isWanted(entry, filter)) yield { entry, matches: false as const, place, text };
      else yield { entry, matches: true as const, place, text };
    }
  }
}

function isWanted(entry: PastAuditEntry, { from, to, actions, keys, pseudonym, named = false }: AuditFilter): boolean {
  const { action, key, users = [], usersInAll } = entry;
  if (actions !== undefined && !actions.includes(action)) return false;
  if (keys !== undefined && !keys.includes(key)) return false;
  const time = Date.parse(entry.time);
  if (time < (from ?? time) || time > (to ?? time)) return false;
  if (pseudonym === undefined) return true;
  if (users !== 'all' && users.includes(pseudonym)) return true;
  return !named && (users === 'all' || usersInAll !== undefined);
}
