import type { Finding } from '../engine/finding.ts';
import type { InstantInput } from '../model/instant.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { WindowInput } from '../window/window.ts';
import type { CallSignal } from './call-signal.ts';

/**
 * A service itself: what comes in, whether it is well, how long it keeps readings, who may use it, and who has. Methods throw only
 * `PulsebaseError`: promises reject, iterables throw when they are first read.
 */
export interface ServiceClient {
  /**
   * Returns how many readings of how many users were measured in a window of at most 48 hours, hour by hour.
   *
   * @throws PulsebaseError `INVALID_ARGUMENT`.
   */
  activity(query: ActivityQuery, options?: CallSignal): Promise<Activity>;
  /** Returns the service level objectives, and whether they are met. */
  slo(options?: CallSignal): Promise<SloReport>;
  /** Returns what is wrong or slow. */
  diagnose(options?: DiagnoseOptions): Promise<Findings>;
  /** Returns how long readings are kept, and what was deleted last. */
  retention(options?: CallSignal): Promise<Retention>;

  /** Returns the API keys in the order in which they were made, revoked ones too. */
  listKeys(options?: CallSignal): Promise<readonly ApiKey[]>;
  /** Makes an API key: the only answer that has its text. @throws PulsebaseError `INVALID_ARGUMENT`. */
  createKey(key: NewApiKey, options?: CallSignal): Promise<CreatedApiKey>;
  /** Revokes an API key, and ends its sessions. @throws PulsebaseError `NOT_FOUND`. */
  revokeKey(keyId: string, options?: CallSignal): Promise<ApiKey>;

  /**
   * Returns who did what to whose data, newest entries first.
   *
   * @throws PulsebaseError `INVALID_ARGUMENT`, `USER_NOT_FOUND` for a filter by an external id, `FILE_UNREADABLE` where the log is
   *   written into a pipe.
   */
  auditLog(filter?: AuditFilter, options?: CallSignal): AsyncIterable<AuditEntry>;
  /** Returns a page of the same; one that had to look through much has fewer entries, even none. @throws PulsebaseError as `auditLog`. */
  auditPage(filter?: AuditFilter, page?: AuditPlace, options?: CallSignal): Promise<AuditPage>;
}

/** Over which hours to count what has come in. */
export interface ActivityQuery extends WindowInput {
  /** Also tells whose last reading lies in the 30 days before the window. */
  readonly silent?: boolean | undefined;
}

/** Readings by when they were measured, of all users together. */
export interface Activity {
  /** Readings in the window. */
  readonly readings: number;
  /** Users with readings in the window. */
  readonly users: number;
  /** Every hour of UTC that the window touches; of the first and the last what is in the window. */
  readonly hours: readonly {
    /** When the hour begins. */
    readonly start: Date;
    /** Readings in it. */
    readonly readings: number;
    /** Users with readings in it. */
    readonly users: number;
  }[];
  /** Who has been silent longest, longest first, where asked for. */
  readonly silent?: readonly SilentUser[];
}

/** Somebody who was measured before a window, and not since. */
export interface SilentUser {
  /** Who it is. */
  readonly userId: number;
  /** The id of other systems; `null` where there is none. */
  readonly externalId: string | null;
  /** May be empty. */
  readonly name: string;
  /** When the last reading was measured. */
  readonly lastReading: Date;
}

/** Whether a service answers as fast as it is meant to. */
export interface SloReport {
  /** Over how long it was measured. */
  readonly windowSeconds: number;
  /** Fewer answers than this say nothing about an objective. */
  readonly smallestSample: number;
  /** Whether no objective is broken. */
  readonly isMet: boolean;
  /** Each objective. */
  readonly objectives: readonly {
    /** What is measured. */
    readonly name: string;
    /** In milliseconds: 95 of 100 must be faster. */
    readonly objectiveMs: number;
    /** In milliseconds; `null` when nothing was asked. */
    readonly p95Ms: number | null;
    /** How many answers were measured. */
    readonly count: number;
    /** `too_few`: fewer than the smallest sample. */
    readonly verdict: 'met' | 'broken' | 'too_few';
    /** Whether it is not broken. */
    readonly isMet: boolean;
  }[];
}

/** How to look for what is wrong or slow. */
export interface DiagnoseOptions extends CallSignal {
  /** Seconds that the answer may be old, 0 to 3600, which spares the store; 0, the default, looks anew. */
  readonly maxAge?: number | undefined;
}

/** What is wrong or slow, and when it was looked. */
export interface Findings {
  /** When it was looked. */
  readonly asOf: Date;
  /** What was found, also what is well. */
  readonly findings: readonly Finding[];
}

/** How long a service keeps readings. */
export interface Retention {
  /** UTC days before today; 0 is for good. */
  readonly days: number;
  /** The first instant whose readings are kept, as of now; `null` where all are. */
  readonly keptFrom: Date | null;
  /** Readings before it, which go with the next deletion. */
  readonly readings: number;
  /** The last deletion by any service with this state; `null` before one. */
  readonly lastRun: {
    /** When it was. */
    readonly at: Date;
    /** The first instant whose readings were kept. */
    readonly keptFrom: Date;
    /** Readings that were deleted. */
    readonly readings: number;
  } | null;
}

/** What an API key may do. */
export type Scope = 'read' | 'write' | 'admin' | 'metrics';

/** An API key, without its text. */
export interface ApiKey {
  /** Not a secret; the audit log names it. */
  readonly id: string;
  /** Who or what it is for. */
  readonly name: string;
  /** What it may do. */
  readonly scopes: readonly Scope[];
  /** When it was made. */
  readonly createdAt: Date;
  /** `null` while it is valid. */
  readonly revokedAt: Date | null;
}

/** An API key to make. */
export interface NewApiKey {
  /** Who or what it is for: 1 to 64 letters, digits, spaces, dots, hyphens and underscores. */
  readonly name: string;
  /** One at least. */
  readonly scopes: readonly Scope[];
}

/** An API key that has just been made. */
export interface CreatedApiKey extends ApiKey {
  /** The text of the key, of which the service keeps only a hash. */
  readonly key: string;
}

/** Which entries of the audit log; all of them when nothing is given. */
export interface AuditFilter {
  /** Only entries of this instant or later. */
  readonly from?: InstantInput | undefined;
  /** Only entries of this instant or earlier. */
  readonly to?: InstantInput | undefined;
  /** Only these actions, such as `delete_user`. */
  readonly action?: string | readonly string[] | undefined;
  /** Only what was done with this API key, by id or name. */
  readonly key?: string | undefined;
  /** Only what concerns this user, by id or external id, also one who is gone. */
  readonly user?: UserRef | undefined;
  /** The same by the name that the user has in the log. */
  readonly pseudonym?: string | undefined;
  /** Only entries that name the user, and not those about everybody. */
  readonly named?: boolean | undefined;
}

/** Where a page of the audit log begins, and how long it is. */
export interface AuditPlace {
  /** `nextCursor` of the page before; the newest entries when omitted. */
  readonly cursor?: string | undefined;
  /** The most entries, 1 to 1000; 100 by default. */
  readonly limit?: number | undefined;
}

/** Something that was done with a service. */
export interface AuditEntry {
  /** When it was answered. */
  readonly time: Date;
  /** As in `X-Request-Id` of the answer. */
  readonly requestId: string;
  /** Id of the API key; `service` for what the service does by itself. */
  readonly key: string;
  /** Its name; `null` for one that is not known. */
  readonly keyName: string | null;
  /** What was asked for, such as `query_top`. */
  readonly action: string;
  /** HTTP status of the answer; 499 where the caller left before it came. */
  readonly status: number;
  /** Pseudonyms of the users concerned, 1,000 at most; `all` where it was about everybody. */
  readonly users?: readonly string[] | 'all';
  /** How many users, where more than 1,000. */
  readonly usersInAll?: number;
  /** Rows read, written or deleted. */
  readonly rows?: number;
}

/** Entries of the audit log, newest first. */
export interface AuditPage {
  /** At most as many as were asked for. */
  readonly entries: readonly AuditEntry[];
  /** Whether it is the log of all services with this state; otherwise each one has a file of its own. */
  readonly ofAllServices: boolean;
  /** That of the user who was asked for. */
  readonly pseudonym?: string;
  /** When the oldest entry was made that was looked at. */
  readonly searchedBackTo?: Date;
  /** Where to go on: there are older entries, or some that were not looked at yet. */
  readonly nextCursor?: string;
}
