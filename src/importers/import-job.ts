import { isExternalId } from '../model/external-id.ts';
import { USER_RULES } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { Gender } from '../model/user.ts';
import { UserName } from '../model/user-name.ts';
import { BlockNotes } from './block-notes.ts';
import { ClockChanges } from './clock-changes.ts';
import { CountedClocks } from './counted-clocks.ts';
import { type DeviceChoice, isChosen } from './device-choice.ts';
import { type DeviceShare, DeviceTally } from './device-tally.ts';
import type { FileConflicts } from './earlier-files.ts';
import { IsoTimes } from './iso-times.ts';
import type { LeftOutReason } from './left-out.ts';
import { type LocalTime, localTime } from './local-time.ts';
import type { TableOptions } from './table-options.ts';

/** How a file is to be read, as far as the file itself does not say. */
export interface ImportJobOptions {
  /** The clocks of times without an offset; UTC when left out. */
  readonly zone?: LocalTime | undefined;
  /** Whose readings they are where the file names nobody: a user id, or a name that the store looks up. */
  readonly person?: number | UserName | undefined;
  /** The layout of plain tables, where it is not known by itself. */
  readonly table?: TableOptions | undefined;
  /** Which devices are taken; all when left out. */
  readonly devices?: DeviceChoice | undefined;
  /** Counts the hours of each device, over several files; a count of its own when left out. */
  readonly tally?: DeviceTally | undefined;
  /** Compares it with earlier files of the import; left out where there are none. */
  readonly others?: FileConflicts | undefined;
}

/** What a file says of a person beside the readings. */
export interface PersonFacts {
  /** The person of the import when left out. */
  readonly user?: number | UserName | undefined;
  readonly externalId?: string | undefined;
  readonly gender?: Gender | undefined;
  /** Completed years. */
  readonly age?: number | undefined;
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string | undefined;
  readonly name?: string | undefined;
}

/** What was found in a file beside its readings; complete once they are read. */
export interface ImportReport {
  /** Whether a time without an offset was read, so that the zone matters. */
  readonly isZoneUsed: boolean;
  /** Records that are not readings, by reason. */
  readonly leftOut: { readonly [reason in LeftOutReason]?: number };
  /** What each device contributed; empty where the file names none. */
  readonly devices: readonly DeviceShare[];
  /** Devices of which nothing was taken, as they were not asked for. */
  readonly otherDevices: readonly string[];
  /** What people should know, one line each. */
  readonly warnings: readonly string[];
  /** What the file holds should it hold no readings, as far as its format tells. */
  readonly seen?: string | undefined;
}

const FACTS = ['externalId', 'gender', 'age', 'birthDate', 'name'] as const;
const MOST_FACT_WARNINGS = 10;

/** The reading of one file: what its caller wants, and what its format found. */
export class ImportJob {
  /** The clocks of times without an offset. */
  readonly zone: CountedClocks;
  /** The same for formats that have a reading a row, whose order tells the passes of a repeated hour apart. */
  readonly rowClocks: ClockChanges;
  /** What the blocks of readings themselves say. */
  readonly notes: BlockNotes;
  readonly person: number | UserName | undefined;
  readonly table: TableOptions;
  readonly #choice: DeviceChoice | undefined;
  readonly #isoTimes: IsoTimes;
  readonly #leftOut: { [reason in LeftOutReason]?: number } = {};
  readonly #warnings = new Set<string>();
  readonly #devices: DeviceTally;
  readonly #others = new Set<string>();
  #hasNamed = false;
  #people: PersonFacts[] = [];
  #seen: string | undefined;

  constructor({
    zone = localTime('UTC'),
    person,
    table = {},
    devices,
    tally = new DeviceTally(),
    others,
  }: ImportJobOptions = {}) {
    this.#devices = tally;
    this.notes = new BlockNotes(others);
    this.zone = new CountedClocks(zone);
    this.rowClocks = new ClockChanges(zone);
    this.#isoTimes = new IsoTimes(this.rowClocks);
    this.person = person;
    this.table = table;
    this.#choice = devices;
  }

  /** The instant (Unix ms) of ISO 8601 text, for records that come in the order of the file; without an offset it is of the zone's clocks. */
  isoTime(text: string, user: number | UserName | undefined = this.person): number | undefined {
    return this.#isoTimes.read(text, user instanceof UserName ? user.text : user);
  }

  /** Counts records that are not readings. */
  leaveOut(reason: LeftOutReason, records = 1): void {
    this.#leftOut[reason] = (this.#leftOut[reason] ?? 0) + records;
  }

  /** Adds a line for people; the same line counts once. */
  warn(line: string): void {
    this.#warnings.add(line);
  }

  /** Tells what the file holds, for people who find no readings in it. */
  see(what: string): void {
    this.#seen = what;
  }

  /** Whether only some devices are taken. */
  get choosesDevices(): boolean {
    return this.#choice !== undefined;
  }

  /** Counts a reading for its device, and returns whether it is taken. */
  takes(device: string | undefined, user: number | UserName | undefined, instant: number): boolean {
    const person = user instanceof UserName ? `name ${user.text}` : user;
    if (this.#choice !== undefined && !isChosen(this.#choice, device, person, instant)) {
      this.leaveOut('other_device');
      if (device !== undefined) this.#others.add(device);
      return false;
    }
    if (device !== undefined) this.#devices.add(device, person, instant);
    return true;
  }

  /**
   * Whether it is known whose a record is. A file that names nobody is refused at its first record; one that leaves somebody out
   * here and there has those records rejected.
   *
   * @throws PulsebaseError `INVALID_FILE`.
   */
  requireSomebody(user: number | UserName | undefined): void {
    if (user !== undefined) this.#hasNamed = true;
    else if (!this.#hasNamed) {
      throw new PulsebaseError(
        'INVALID_FILE',
        'the file does not say whose readings it holds: add --user or --user-id',
      );
    }
  }

  /** Tells what the file says of a person. What no user can have is passed over, and takes nothing else with it. */
  describe({ user, ...facts }: PersonFacts): void {
    if (user instanceof UserName && !isExternalId(user.text)) {
      this.#passOver(`the person ${showValue(user.text)}, which is no external id`);
      return;
    }
    const told: { [field in (typeof FACTS)[number]]?: unknown } = {};
    for (const field of FACTS) {
      if (facts[field] === undefined) continue;
      try {
        told[field] = USER_RULES[field](facts[field]);
      } catch (error) {
        if (!(error instanceof PulsebaseError)) throw error;
        this.#passOver(error.message);
      }
    }
    this.#people.push({ ...(user === undefined ? {} : { user }), ...(told as PersonFacts) });
  }

  /** A file may have millions of people. */
  #passOver(what: string): void {
    if (this.#warnings.size < MOST_FACT_WARNINGS) this.warn(`what the file says of a person is passed over: ${what}`);
  }

  /** Returns what was reported about people since the last call. */
  takePeople(): readonly PersonFacts[] {
    const people = this.#people;
    this.#people = [];
    return people;
  }

  report(): ImportReport {
    return {
      isZoneUsed: this.zone.isUsed || this.rowClocks.isUsed,
      leftOut: this.#leftOut,
      devices: this.#devices.shares(),
      otherDevices: [...this.#others],
      warnings: [
        ...this.#warnings,
        ...this.#isoTimes.warnings(),
        ...this.rowClocks.warnings(),
        ...this.zone.warnings(),
        ...this.notes.warnings(),
      ],
      seen: this.#seen,
    };
  }
}
