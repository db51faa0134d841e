import { join } from 'node:path';
import { preparePrivateFile } from '../../state/prepare-private-file.ts';
import { LineFile, type LineTrouble } from './line-file.ts';

/** The most users listed in one entry; for more, their number is given. */
export const MAX_NAMED = 1000;

/** The most bytes of entries that wait to be written. */
const MAX_WAITING = 16 * 1024 * 1024;

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
  readonly #file: LineFile;
  readonly #pseudonym: (userId: number) => string;

  constructor(directory: string, pseudonym: (userId: number) => string, trouble: LineTrouble) {
    this.#pseudonym = pseudonym;
    const path = join(directory, 'audit.ndjson');
    preparePrivateFile(path);
    this.#file = new LineFile(path, MAX_WAITING, trouble);
  }

  /** Settles when the entry would survive a kill of the process, or when it has to wait for the disk; never rejects. */
  add({ users, ...entry }: AuditEntry): Promise<void> {
    return this.#file.add(JSON.stringify({ time: new Date().toISOString(), ...entry, ...this.#named(users) }));
  }

  /** Writes the waiting entries, and closes the file. Entries of work cut off by the end of the service are lost. */
  close(): Promise<void> {
    return this.#file.close();
  }

  /** Reopens the file, after it was moved away (log rotation). */
  reopen(): void {
    this.#file.reopen();
  }

  #named(users: AuditEntry['users']): { readonly users?: readonly string[] | 'all'; readonly usersInAll?: number } {
    if (users === undefined) return {};
    if (typeof users === 'string') return { users };
    const distinct = [...new Set(users)];
    const named = distinct.slice(0, MAX_NAMED).map((id) => this.#pseudonym(id));
    return distinct.length > MAX_NAMED ? { users: named, usersInAll: distinct.length } : { users: named };
  }
}
