import { join } from 'node:path';
import pino from 'pino';
import { preparePrivateFile } from '../state/prepare-private-file.ts';

/** Users named in one entry at most; larger requests tell their number. */
export const MAX_NAMED = 1000;

/** Bytes of entries that wait to be written at most. */
const MAX_WAITING = 16 * 1024 * 1024;

/** What can befall the log. */
export interface AuditTrouble {
  failed(error: unknown): void;
  lost(): void;
}

/** Who did what to whose data. */
export interface AuditEntry {
  readonly requestId: string;
  /** Id of the API key. */
  readonly key: string;
  readonly action: string;
  readonly status: number;
  /** The users concerned; `all` where the request was about everybody. */
  readonly users?: Iterable<number> | 'all';
  /** Rows read, written or deleted. */
  readonly rows?: number;
}

/** The audit log: a line of JSON for each request that read or changed somebody's data. Users stand there by pseudonym. */
export class AuditLog {
  readonly #destination;
  readonly #pseudonym: (userId: number) => string;
  readonly #trouble: AuditTrouble;
  #isClosed = false;

  /** @param trouble Told once when entries can no longer be written, and once for each that is lost. */
  constructor(directory: string, pseudonym: (userId: number) => string, trouble: AuditTrouble) {
    this.#pseudonym = pseudonym;
    this.#trouble = trouble;
    const file = join(directory, 'audit.ndjson');
    preparePrivateFile(file);
    this.#destination = pino.destination({
      dest: file,
      append: true,
      sync: false,
      mode: 0o600,
      // Entries wait here while the disk is full, and are written when there is room.
      maxLength: MAX_WAITING,
    });
    let isFailing = false;
    this.#destination.on('error', (error: unknown) => {
      if (!isFailing) trouble.failed(error);
      isFailing = true;
    });
    this.#destination.on('drain', () => {
      isFailing = false;
    });
    this.#destination.on('drop', () => trouble.lost());
  }

  add({ users, ...entry }: AuditEntry): void {
    // Work that was cut off by the end of the service may end after it.
    if (this.#isClosed) {
      this.#trouble.lost();
      return;
    }
    const line = { time: new Date().toISOString(), ...entry, ...this.#named(users) };
    this.#destination.write(`${JSON.stringify(line)}\n`);
  }

  /** Writes out what waits, and closes the file. */
  close(): Promise<void> {
    this.#isClosed = true;
    const closed = Promise.withResolvers<void>();
    this.#destination.once('close', () => closed.resolve());
    this.#destination.once('error', () => closed.resolve());
    this.#destination.end();
    return closed.promise;
  }

  /** Opens the file anew, after it was moved away (log rotation). */
  reopen(): void {
    this.#destination.reopen();
  }

  #named(users: AuditEntry['users']): { readonly users?: readonly string[] | 'all'; readonly usersInAll?: number } {
    if (users === undefined) return {};
    if (typeof users === 'string') return { users };
    const distinct = [...new Set(users)];
    const named = distinct.slice(0, MAX_NAMED).map((id) => this.#pseudonym(id));
    return distinct.length > MAX_NAMED ? { users: named, usersInAll: distinct.length } : { users: named };
  }
}
