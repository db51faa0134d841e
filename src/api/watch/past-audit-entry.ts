/** An entry of the audit log as it was written. */
export interface PastAuditEntry {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly requestId: string;
  /** Id of the API key. */
  readonly key: string;
  readonly action: string;
  readonly status: number;
  /** Pseudonyms of the users concerned; `all` if the request was about everybody. */
  readonly users?: string[] | 'all';
  /** How many users were concerned, if they are more than are listed. */
  readonly usersInAll?: number;
  /** Rows read, written or deleted. */
  readonly rows?: number;
}

/** Reads an entry; `undefined` for a line that is none: a kill or a full disk may have torn it. */
export function pastAuditEntry(text: string): PastAuditEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { time, requestId, key, action, status, users, usersInAll, rows } = value as Readonly<Record<string, unknown>>;
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time)) || typeof status !== 'number') return undefined;
  if (typeof requestId !== 'string' || typeof key !== 'string' || typeof action !== 'string') return undefined;
  return {
    ...{ time, requestId, key, action, status },
    ...(users === 'all' || isListOfTexts(users) ? { users } : {}),
    ...(typeof usersInAll === 'number' ? { usersInAll } : {}),
    ...(typeof rows === 'number' ? { rows } : {}),
  };
}

/** When an entry was made (Unix ms), from the beginning of its line alone; `undefined` where it does not say so. */
export function timeOfEntry(text: string): number | undefined {
  const time = Date.parse(/^\{"time":"([^"]+)"/.exec(text)?.[1] ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
