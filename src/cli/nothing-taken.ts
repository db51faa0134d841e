import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { RejectionReason } from '../model/rejection.ts';
import type { Receipt } from '../store/store.ts';
import { formatNumberOf } from './format/numbers.ts';

/** What to do about a file whose rows were all rejected, most of them for this reason. */
const ADVICE: { readonly [reason in RejectionReason]: string } = {
  malformed_row: 'a row of CSV has as many cells as its header, a row of ndjson is a JSON object on one line',
  invalid_user_id: 'user ids are whole numbers from 1 to 2^53 - 1 in plain digits, without zeros in front',
  unknown_user: 'import the users first (pulsebase users import), or add --create-users',
  invalid_user: 'a user has an id, and optionally a name, a gender, an age and a birth_date such as 1990-05-31',
  invalid_timestamp: 'times are ISO 8601 such as 2023-04-05T06:07:08Z, and in files of Fitabase 4/5/2023 6:07:08 AM',
  timestamp_out_of_range: 'times must lie from 1970 to 2099; check the year',
  invalid_heart_rate: 'heart rates are decimals in beats per minute',
  heart_rate_out_of_range: 'heart rates are beats per minute; MIN_HEART_RATE and MAX_HEART_RATE set which are accepted',
  erased: 'they were deleted meanwhile; import the file again',
};

/** What a file held beside rows. */
export interface BesideRows {
  /** Records that are not readings, by reason. */
  readonly leftOut?: { readonly [reason: string]: number };
  /** Files of no known format. */
  readonly skipped?: number;
  /** What an archive or a folder holds that may have readings; left out of a file alone. */
  readonly files?: number | undefined;
  /** What a file without rows holds; a header when left out. */
  readonly seen?: string | undefined;
  /** What else explains it. */
  readonly notes?: readonly string[];
}

/**
 * Returns the error for an import that accepted no row, though nothing failed, with advice; `undefined` if a row was accepted, or
 * users were made of a file that holds people alone.
 */
export function nothingTaken(
  file: string,
  receipt: Receipt,
  rejects: string | undefined,
  { leftOut = {}, skipped = 0, files, seen, notes = [] }: BesideRows = {},
): PulsebaseError | undefined {
  const { read, rejected, rejectedByReason, usersCreated } = receipt;
  const isOfPeopleAlone = read === 0 && usersCreated > 0 && Object.keys(leftOut).length + notes.length === 0;
  if (rejected < read || isOfPeopleAlone) return undefined;
  if (read === 0) {
    const records = Object.entries(leftOut).map(
      ([reason, count]) => `${formatNumberOf(count, 'record')} left out as ${reason}`,
    );
    if (skipped > 0) records.push(`${formatNumberOf(skipped, 'file')} of no known format`);
    records.push(...notes);
    if (records.length === 0 && seen !== undefined) records.push(seen);
    else if (records.length === 0 && files) records.push(`there are none in ${formatNumberOf(files, 'file')}`);
    const empty = files === undefined ? 'has a header and no rows' : 'holds no files';
    const why = records.length === 0 ? empty : `holds no readings: ${records.join(', ')}`;
    return new PulsebaseError('NOTHING_TAKEN', `${file} ${why}`);
  }
  const reasons = (Object.keys(rejectedByReason) as RejectionReason[]).map((reason) => ({
    reason,
    rows: rejectedByReason[reason] ?? 0,
  }));
  const { reason, rows } = reasons.reduce((most, next) => (next.rows > most.rows ? next : most));
  const where = rejects === undefined ? '--rejects FILE takes them with their reasons' : `all are in ${rejects}`;
  return new PulsebaseError(
    'NOTHING_TAKEN',
    `${file}: nothing was taken: ${formatNumberOf(read, 'row')} rejected, ${rows === read ? 'all' : 'most'} as ${reason}: ${ADVICE[reason]}; ${where}`,
  );
}
