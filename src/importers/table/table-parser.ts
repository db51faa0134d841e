import { isExternalId } from '../../model/external-id.ts';
import { parseHeartRate } from '../../model/heart-rate.ts';
import { inInstantRange } from '../../model/instant.ts';
import type { ReadingBlock } from '../../model/reading-block.ts';
import { showValue } from '../../model/show-value.ts';
import { parseUserId } from '../../model/user-id.ts';
import { MAX_EXTERNAL_ID_LENGTH, UserName } from '../../model/user-name.ts';
import { addReading } from '../add-reading.ts';
import { DelimitedRows, type RowSink } from '../delimited/delimited-rows.ts';
import type { HeaderForm } from '../delimited/header.ts';
import type { ImportJob } from '../import-job.ts';
import type { ReadingParser } from '../reading-parser.ts';
import { heartRateText } from './heart-rate-text.ts';
import { rowText } from './row-text.ts';
import { listNames } from './table-columns.ts';
import type { TableHeader } from './table-header.ts';
import type { TimeColumn } from './time-column.ts';
import { timeOfRow } from './time-of-row.ts';

/** What it takes to read the rows of a table. */
export interface TableToRead {
  readonly form: HeaderForm<TableHeader>;
  readonly header: TableHeader;
  readonly headerLine: number;
  readonly job: ImportJob;
  /** The reader of its times: of those by the clocks of the import, or of UTC. */
  times(isUtc: boolean): TimeColumn;
}

/** Reads the rows of a table. */
export class TableParser implements ReadingParser, RowSink<TableHeader> {
  readonly #rows: DelimitedRows<TableHeader>;
  readonly #job: ImportJob;
  readonly #timesOf: TableToRead['times'];
  readonly #readers = new Set<TimeColumn>();
  readonly #unused = new Set<string>();
  #header: TableHeader | undefined;
  #times!: TimeColumn;
  #block!: ReadingBlock;
  /** The header of the rows that come next. */
  #headerText: string;
  /** Whether a row whose parts are all plain is a reading as it is. */
  #isPlain = false;
  #user = -1;
  #time = -1;
  #heartRate = -1;
  #isJoined = false;
  #failure: string | undefined;
  /** The name that was read last: a table has it many times. */
  #name = new UserName('');

  constructor({ form, header, headerLine, job, times }: TableToRead) {
    this.#rows = new DelimitedRows(form, header, headerLine);
    this.#job = job;
    this.#timesOf = times;
    this.#layOut(header);
    this.#headerText = rowText(header.names, header.delimiter);
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  get isFull(): boolean {
    return this.#block.isFull || this.#failure !== undefined;
  }

  read(text: string, until: number, isLast: boolean, block: ReadingBlock): number {
    if (block !== this.#block) block.beginHeader(0, this.#headerText);
    this.#block = block;
    return this.#rows.read(text, until, isLast, this);
  }

  headed(line: number, text: string, header?: TableHeader): void {
    this.#headerText = header === undefined ? text : rowText(header.names, header.delimiter);
    this.#block.beginHeader(line, this.#headerText);
  }

  tooLong(block: ReadingBlock): void {
    this.#block = block;
    this.#rows.tooLong(this);
  }

  malformed(line: number, message: string, text?: string): void {
    this.#block.reject(line, 'malformed_row', message, text);
  }

  row(line: number, cells: readonly string[], header: TableHeader): void {
    if (header !== this.#header) this.#layOut(header);
    const userCell = this.#user < 0 ? undefined : cells[this.#user]!;
    const time = this.#isJoined ? timeOfRow(cells, header.found) : cells[this.#time]!;
    const instant = this.#times.read(line, time, userCell);
    if (this.#isPlain && instant !== undefined && inInstantRange(instant)) {
      const id = parseUserId(userCell);
      const milliBpm = parseHeartRate(cells[this.#heartRate]);
      if (id !== undefined && milliBpm !== undefined) {
        this.#block.push(line, id, instant, milliBpm, this.#textOf(cells, header));
        return;
      }
    }
    this.#add(line, cells, header, time, instant);
  }

  /** Adds a row that is not plain, or its rejection. */
  #add(line: number, cells: readonly string[], header: TableHeader, time: string, instant: number | undefined): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    const { failure, why } = this.#times;
    if (failure !== undefined) {
      this.#failure = failure;
      return;
    }
    const { found } = header;
    const text = this.#textOf(cells, header);
    const user = this.#userOf(cells);
    if (typeof user === 'object' && 'why' in user) {
      this.#block.reject(line, 'invalid_user_id', user.why, text);
      return;
    }
    const rate = heartRateText(cells[found.heartRate]!, found.factor);
    if (typeof rate === 'object' && instant !== undefined && inInstantRange(instant)) {
      this.#block.reject(line, 'invalid_heart_rate', rate.why, text);
      return;
    }
    const device = found.device === undefined ? '' : cells[found.device]!.trim();
    const isTaken = instant === undefined || this.#job.takes(device === '' ? undefined : device, user, instant);
    if (isTaken) addReading(this.#block, line, user, instant, time, rate, text, why);
  }

  /** The row as written, where it is kept. */
  #textOf(cells: readonly string[], { delimiter }: TableHeader): string | undefined {
    return this.#block.texts && rowText(cells, delimiter);
  }

  #userOf(cells: readonly string[]): number | UserName | undefined | { readonly why: string } {
    const { user } = this.#header!.found;
    if (user === undefined) return this.#job.person;
    const cell = cells[user.index]!;
    if (cell.trim() === '') return undefined;
    if (user.isName) return this.#nameOf(cell.trim());
    const id = parseUserId(cell);
    if (id !== undefined) return id;
    const what = `user id ${showValue(cell)} is not an integer from 1 to 2^53 - 1 in plain digits`;
    return {
      why: `${what}; where it is a name, name the column user: --columns user=${this.#nameOfColumn('user_id')}`,
    };
  }

  #nameOf(text: string): UserName | { readonly why: string } {
    if (text === this.#name.text) return this.#name;
    if (!isExternalId(text)) {
      const what = text.isWellFormed() ? showValue(text) : 'in another encoding than UTF-8';
      return {
        why: `user ${what} is not text of 1 to ${MAX_EXTERNAL_ID_LENGTH} characters without control characters`,
      };
    }
    this.#name = new UserName(text);
    return this.#name;
  }

  #nameOfColumn(role: string): string {
    const index = this.#header?.columns.get(role);
    return index === undefined ? role : (this.#header?.names[index]?.trim() ?? role);
  }

  #layOut(header: TableHeader): void {
    const { user, time, clock, heartRate, factor, device, isUtc, unused } = header.found;
    this.#header = header;
    this.#times = this.#timesOf(isUtc);
    this.#readers.add(this.#times);
    this.#user = user?.index ?? -1;
    this.#time = time;
    this.#isJoined = clock !== undefined;
    this.#heartRate = heartRate;
    this.#isPlain =
      user !== undefined && !user.isName && factor === 1 && device === undefined && !this.#job.choosesDevices;
    for (const name of unused) this.#unused.add(name.trim());
  }

  warnings(): readonly string[] {
    return [
      ...(this.#unused.size === 0 ? [] : [`columns that are passed over: ${listNames([...this.#unused])}`]),
      ...[...this.#readers].flatMap((times) => times.warnings()),
      ...this.#rows.warnings(),
    ];
  }
}
