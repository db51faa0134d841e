import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import { heartRateFactor } from '../heart-rate-unit.ts';
import type { TableColumns } from '../table-options.ts';
import type { CellKind } from './cell-kind.ts';
import { type ColumnRole, columnName, plainColumn, unitOf } from './column-names.ts';

/** Which columns of a table make a reading: indexes of cells. */
export interface FoundColumns {
  /** `undefined` where the table names nobody. */
  readonly user: { readonly index: number; readonly isName: boolean } | undefined;
  /** The time, or the date where `clock` has the time of day. */
  readonly time: number;
  readonly clock: number | undefined;
  /** Times without an offset are of UTC, as the name of the column says. */
  readonly isUtc: boolean;
  readonly heartRate: number;
  /** What heart rates are multiplied by to be in bpm. */
  readonly factor: number;
  readonly device: number | undefined;
  /** Names that no reading is made of. */
  readonly unused: readonly string[];
}

/** Why the columns of a table make no readings, for people: it follows "has the columns …; ". */
export interface ColumnsLack {
  readonly lack: string;
}

interface Candidate {
  readonly index: number;
  readonly name: string;
  readonly isWeak: boolean;
  readonly isUtc: boolean;
}

/** What cells tell of columns. */
export interface ColumnCells {
  kind(index: number): CellKind;
  /** Whether the cells count the rows: 1, 2, 3, … */
  isCount(index: number): boolean;
}

/** Names beside which a column `value` is that of the same reading. */
const COMPANIONS = new Set([
  '',
  'end',
  'endtime',
  'enddate',
  'enddatetime',
  'duration',
  'sourceversion',
  'timezone',
  'tz',
]);

const WHAT: { readonly [role in ColumnRole]: string } = {
  user: 'user',
  user_id: 'user id',
  timestamp: 'time',
  date: 'date',
  time: 'time of day',
  heart_rate: 'heart rate',
  device: 'device',
};

/** What is found wanting, on its way out of {@link findColumns}. */
class Lack extends Error {}

/**
 * The columns of a header by their names, and where names leave it open by their first cells.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when `given` names a column that is not there.
 */
export function findColumns(
  names: readonly string[],
  given: TableColumns,
  cells: ColumnCells | undefined,
): FoundColumns | ColumnsLack {
  try {
    return new ColumnSearch(names, given, cells).found();
  } catch (error) {
    if (error instanceof Lack) return { lack: error.message };
    throw error;
  }
}

class ColumnSearch {
  readonly #names: readonly string[];
  readonly #given: { readonly [role in ColumnRole]?: number };
  readonly #cells: ColumnCells | undefined;

  constructor(names: readonly string[], given: TableColumns, cells: ColumnCells | undefined) {
    this.#names = names;
    this.#cells = cells;
    this.#given = Object.fromEntries(
      Object.entries(given).flatMap(([role, name]) =>
        name === undefined ? [] : [[role, givenIndex(names, role, name)]],
      ),
    );
  }

  found(): FoundColumns {
    const heartRate = this.#heartRate();
    const time = this.#time();
    const user = this.#user();
    const device = this.#given.device ?? this.#only('device', true)?.index;
    const used = [heartRate.index, time.time, time.clock, user?.index, device];
    const unused = this.#names.filter((name, index) => name.trim() !== '' && !used.includes(index));
    return { user, ...time, heartRate: heartRate.index, factor: heartRate.factor, device, unused };
  }

  #candidates(role: ColumnRole): readonly Candidate[] {
    const all = this.#names.flatMap((name, index) => {
      const known = columnName(name);
      return known?.role === role ? [{ index, name, ...known }] : [];
    });
    const strong = all.filter(({ isWeak }) => !isWeak);
    return strong.length > 0 ? strong : all;
  }

  /** The one column of a role; of several none can be chosen, unless it does not matter. */
  #only(role: ColumnRole, isOptional = false, candidates = this.#candidates(role)): Candidate | undefined {
    const [first, second] = candidates;
    if (second === undefined) return first;
    if (isOptional) return undefined;
    throw new Lack(severalOf(role, first!, second));
  }

  #heartRate(): { readonly index: number; readonly factor: number } {
    const given = this.#given.heart_rate;
    if (given !== undefined) return { index: given, factor: heartRateFactor(unitOf(this.#names[given]!)) ?? 1 };
    const named = this.#candidates('heart_rate');
    const known = named.filter(({ name }) => heartRateFactor(unitOf(name)) !== undefined);
    const found = this.#only('heart_rate', false, known);
    if (found === undefined) {
      const [other] = named;
      if (other === undefined)
        throw new Lack(`none is known as the heart rate; say which: ${advice('heart_rate', 'NAME')}`);
      throw new Lack(
        `${showValue(unitOf(other.name))} in ${showValue(other.name)} is not a known unit of heart rates; bpm is`,
      );
    }
    const isOther = (name: string) => columnName(name) === undefined && !COMPANIONS.has(plainColumn(name));
    const kind = found.isWeak ? this.#names.find(isOther) : undefined;
    if (kind !== undefined) {
      const why = `${showValue(found.name)} may hold anything, since ${showValue(kind)} stands beside it`;
      throw new Lack(`${why}; if all rows are heart rates, add ${advice('heart_rate', found.name)}`);
    }
    return { index: found.index, factor: heartRateFactor(unitOf(found.name))! };
  }

  #user(): FoundColumns['user'] {
    const given = this.#given.user ?? this.#given.user_id;
    if (given !== undefined) return { index: given, isName: this.#given.user !== undefined };
    const id = this.#only('user_id');
    const name = this.#only('user');
    if (id !== undefined && !(id.isWeak && name !== undefined)) {
      return id.isWeak && this.#cells?.isCount(id.index) === true ? undefined : { index: id.index, isName: false };
    }
    return name === undefined ? undefined : { index: name.index, isName: true };
  }

  #time(): Pick<FoundColumns, 'time' | 'clock' | 'isUtc'> {
    const { timestamp, date, time } = this.#given;
    const given = timestamp ?? date ?? time;
    if (given !== undefined) {
      const clock = given === time ? undefined : time;
      return { time: given, clock, isUtc: columnName(this.#names[given]!)?.isUtc ?? false };
    }
    const times = this.#timestamps();
    const [day] = this.#candidates('date').length > 1 ? [] : this.#candidates('date');
    const clock = this.#only('time', times.length > 0);
    const [first, second] = times;
    if (second !== undefined) {
      // `start date` and `start time` may be the two halves of one.
      if (times.length === 2 && this.#isDate(first!) && this.#kind(second) === 'clock') return joined(first!, second);
      if (times.length === 2 && this.#isDate(second) && this.#kind(first!) === 'clock') return joined(second, first!);
      throw new Lack(severalOf('timestamp', first!, second));
    }
    if (first !== undefined) {
      if (clock !== undefined && this.#kind(clock) === 'instant' && this.#kind(first) === 'instant')
        throw new Lack(severalOf('timestamp', first, clock));
      if (clock !== undefined && this.#isDate(first) && this.#kind(clock) === 'clock') return joined(first, clock);
      if (day !== undefined && this.#kind(first) === 'clock') return joined(day, first);
      return this.#whole(first);
    }
    if (day !== undefined && clock !== undefined) {
      if (this.#kind(clock) === 'instant') return this.#whole(clock);
      return this.#kind(day) === 'instant' ? this.#whole(day) : joined(day, clock);
    }
    const only = clock ?? day;
    if (only === undefined) {
      this.#only('date');
      throw new Lack(`none is known as the time; say which: ${advice('timestamp', 'NAME')}`);
    }
    return this.#whole(only);
  }

  /** Columns that may hold the time; of times in UTC and by local clocks those in UTC, which are never doubtful. */
  #timestamps(): readonly Candidate[] {
    const all = this.#candidates('timestamp');
    const utc = all.filter(({ isUtc }) => isUtc);
    return utc.length === 1 ? utc : all;
  }

  #whole(column: Candidate): Pick<FoundColumns, 'time' | 'clock' | 'isUtc'> {
    if (this.#kind(column) === 'clock') {
      throw new Lack(
        `${showValue(column.name)} has times of day, and no column the date; ${advice('date', 'NAME')} says which`,
      );
    }
    return { time: column.index, clock: undefined, isUtc: column.isUtc };
  }

  #kind({ index }: Candidate): CellKind | undefined {
    return this.#cells?.kind(index);
  }

  #isDate(column: Candidate): boolean {
    const kind = this.#kind(column);
    return kind === 'date' || kind === 'midnight';
  }
}

function joined(date: Candidate, clock: Candidate): Pick<FoundColumns, 'time' | 'clock' | 'isUtc'> {
  return { time: date.index, clock: clock.index, isUtc: date.isUtc || clock.isUtc };
}

function givenIndex(names: readonly string[], role: string, name: string): number {
  const indexes = (isIt: (candidate: string) => boolean) => names.flatMap((cell, at) => (isIt(cell) ? [at] : []));
  const exact = indexes((candidate) => candidate.trim() === name.trim());
  const alike = exact.length > 0 ? exact : indexes((candidate) => plainColumn(candidate) === plainColumn(name));
  if (alike.length === 1) return alike[0]!;
  const why = alike.length > 1 ? `${alike.length} columns have that name` : 'there is no such column';
  throw new PulsebaseError('INVALID_ARGUMENT', `columns: ${role}=${name}: ${why}; the header has ${listNames(names)}`, {
    field: 'columns',
  });
}

function severalOf(role: ColumnRole, first: Candidate, second: Candidate): string {
  const both = `${showValue(first.name)} and ${showValue(second.name)}`;
  if (plainColumn(first.name) === plainColumn(second.name)) {
    const what = role === 'timestamp' ? 'the time' : role;
    const choice = first.name.trim() === second.name.trim() ? '' : `, or say which: ${advice(role, first.name)}`;
    return `${what} is named twice (${both}); leave one of them out${choice}`;
  }
  return `${both} could both be the ${WHAT[role]}; say which: ${advice(role, first.name)}`;
}

function advice(role: ColumnRole, name: string): string {
  const pair = `${role}=${name.trim()}`;
  return `--columns ${/^[\w=-]*$/.test(pair) ? pair : `'${pair.replaceAll("'", "'\\''")}'`}`;
}

/** Names that are told; a table may have thousands. */
const MAX_LISTED = 20;

/** Names of columns in a line for people. */
export function listNames(names: readonly string[]): string {
  const shown = names
    .slice(0, MAX_LISTED)
    .map((name) => (/^[\w .()/-]{1,40}$/.test(name) ? name.trim() : showValue(name)));
  return names.length > MAX_LISTED ? `${shown.join(', ')} and ${names.length - MAX_LISTED} more` : shown.join(', ');
}
