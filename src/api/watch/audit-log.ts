import type { Lines } from './lines.ts';

/** The most users listed in one entry; for more, their number is given. */
export const MAX_NAMED = 1000;

/** Who did what to whose data. */
export interface AuditEntry {
  readonly requestId: string;
  /** Id of the API key. */
  readonly key: string;
  readonly action: string;
  readonly status: number;
  /** The users concerned; `all` if the request was about everybody. */
  readonly users?: Iterable<number> | 'all';
  /** Rows read, written or deleted. */
  readonly rows?: number;
}

/** The audit log: a line of JSON for each request that read or changed somebody's data. Users appear as pseudonyms. */
export class AuditLog {
  readonly #lines: Lines;
  readonly #pseudonym: (userId: number) => string;

  constructor(lines: Lines, pseudonym: (userId: number) => string) {
    this.#lines = lines;
    this.#pseudonym = pseudonym;
  }

  /** Settles when the entry would survive a kill of the process, or when it has to wait; never rejects. */
  add({ users, ...entry }: AuditEntry): Promise<void> {
    return this.#lines.add(JSON.stringify({ time: new Date().toISOString(), ...entry, ...this.#named(users) }));
  }

  /** Writes the waiting entries, and ends. Entries of work cut off by the end of the service are lost. */
  close(): Promise<void> {
    return this.#lines.close();
  }

  /** Reopens the file, after it was moved away (log rotation). */
  reopen(): void {
    this.#lines.reopen();
  }

  #named(users: AuditEntry['users']): { readonly users?: readonly string[] | 'all'; readonly usersInAll?: number } {
    if (users === undefined) return {};
    if (typeof users === 'string') return { users };
    const distinct = [...new Set(users)];
    const named = distinct.slice(0, MAX_NAMED).map((id) => this.#pseudonym(id));
    return distinct.length > MAX_NAMED ? { users: named, usersInAll: distinct.length } : { users: named };
  }
}
