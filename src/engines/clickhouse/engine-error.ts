import { type ErrorCode, PulsebaseError } from '../../model/pulsebase-error.ts';
import { resourceShortage } from '../../model/resource-shortage.ts';

type Meaning = readonly [code: ErrorCode, message: string];

const DISK_FULL: Meaning = ['DISK_FULL', 'the disk of the store is full; free some space and try again'];
const UNWRITABLE: Meaning = ['STORE_UNWRITABLE', 'the store cannot be written; check its permissions and mount'];

const BROKEN: Meaning = ['SHARD_UNAVAILABLE', 'a node of the cluster was lost while it answered; try again'];
const NO_KEEPER: Meaning = [
  'QUORUM',
  'ZooKeeper (or ClickHouse Keeper) is out of reach, and nothing can be written without it',
];
const NO_QUORUM: Meaning = [
  'QUORUM',
  'too few replicas of a shard are alive to keep what is written; bring one back, or see quorum in docs/clickhouse.md',
];
const REFUSED: Meaning = ['AUTHENTICATION_FAILED', 'ClickHouse refused the user or the password of the store URL'];
const NO_RIGHT: Meaning = [
  'PERMISSION_DENIED',
  'the user of the store URL lacks a right in ClickHouse; docs/clickhouse.md lists them',
];

const LATE_SCHEMA: Meaning = [
  'QUORUM',
  'a change of the schema has not reached every node yet; a node that is down carries it out when it is back: try again then',
];

/** Error numbers of ClickHouse (src/Common/ErrorCodes.cpp) that callers can do something about. */
const CODES: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [241, ['MEMORY_LIMIT', 'the engine reached its memory limit; ask for less at once or raise MEMORY_LIMIT']],
  [159, ['TIMEOUT', 'the engine took longer than the time limit; ask for less or raise QUERY_TIMEOUT']],
  [243, DISK_FULL],
  [
    279,
    ['SHARD_UNAVAILABLE', 'no replica of a shard can be reached, and no answer is given without it; bring one back'],
  ],
  ...[209, 210, 32, 101, 102].map((number): [number, Meaning] => [number, BROKEN]),
  ...[225, 242, 244, 265, 999].map((number): [number, Meaning] => [number, NO_KEEPER]),
  ...[285, 286, 319].map((number): [number, Meaning] => [number, NO_QUORUM]),
  [289, ['QUORUM', 'no replica in reach holds all that was acknowledged; bring the missing replicas back']],
  ...[192, 193, 194, 516].map((number): [number, Meaning] => [number, REFUSED]),
  ...[164, 291, 492, 497].map((number): [number, Meaning] => [number, NO_RIGHT]),
]);

/** Error numbers that mean damage when they come with the name of a part. */
const DAMAGE: ReadonlyMap<number, string> = new Map([
  [33, 'a file is too short'],
  [40, 'a checksum does not match'],
  [74, 'a file cannot be read'],
  [76, 'a file cannot be opened'],
  [107, 'a file is missing'],
  [226, 'a file is missing'],
  [246, 'its data is corrupted'],
  [271, 'it cannot be decompressed'],
]);

/**
 * Maps a failure of ClickHouse, or of a file of the store, to an error with a one-line message and a stable code. The number is
 * parsed from the text, since old servers send no name.
 */
export function engineError(cause: unknown): PulsebaseError {
  if (cause instanceof PulsebaseError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/no space left on device|not enough space|quota exceeded|errno: (28|122)\b/i.test(text))
    return known(DISK_FULL, cause);
  if (/read-only file system|permission denied|operation not permitted|errno: (1|13|30)\b/i.test(text)) {
    return known(UNWRITABLE, cause);
  }
  // Such a failure may name the part being read, which is fine.
  const shortage = resourceShortage(cause);
  if (shortage !== undefined) return shortage;
  const number = errorNumber(cause) ?? -1;
  if (number === 159 && /Watching task/.test(text)) return known(LATE_SCHEMA, cause);
  const meaning = CODES.get(number);
  if (meaning !== undefined) return known(meaning, cause);
  const damage = DAMAGE.get(number);
  const part = partIn(text);
  if (damage !== undefined && part !== undefined) {
    const message = `part ${part.part} of the table ${part.table} is damaged (${damage}); restore a backup, or run repair`;
    return known(['STORE_DAMAGED', message], cause);
  }
  const line = text.split('\n', 1)[0]!.slice(0, 300);
  return new PulsebaseError('ENGINE_FAILED', `the engine failed: ${line}`, { cause });
}

/** The number of ClickHouse's error, if it is one: the client has it in a field if the server sent a type. */
export function errorNumber(cause: unknown): number | undefined {
  if (cause instanceof PulsebaseError) return errorNumber(cause.cause);
  if (!(cause instanceof Error)) return undefined;
  const code = 'code' in cause ? Number(cause.code) : Number.NaN;
  if (Number.isInteger(code) && code > 0) return code;
  const [, digits] = /Code: (\d+)/.exec(cause.message) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The error for a full disk. */
export function diskFull(cause?: unknown): PulsebaseError {
  return known(DISK_FULL, cause);
}

/** A part of a table, as the engine's error for damaged data names it. */
export interface PartName {
  readonly table: string;
  readonly part: string;
}

/** The part that a `STORE_DAMAGED` error is about, when the engine has named it. */
export function damagedPart(error: unknown): PartName | undefined {
  if (!(error instanceof PulsebaseError) || error.code !== 'STORE_DAMAGED') return undefined;
  return partIn(error.cause instanceof Error ? error.cause.message : '');
}

function partIn(text: string): PartName | undefined {
  const [, part, table] = /\/([^/\s]+)\/? in table (?:pulsebase\.)?(\w+)/.exec(text) ?? [];
  return part === undefined || table === undefined ? undefined : { table, part };
}

function known([code, message]: Meaning, cause: unknown): PulsebaseError {
  return new PulsebaseError(code, message, { cause });
}
