/** What a column of a table may hold, as far as it makes a reading. */
export type ColumnRole = 'user' | 'user_id' | 'timestamp' | 'date' | 'time' | 'heart_rate' | 'device';

/** A column's name, understood. */
export interface ColumnName {
  readonly role: ColumnRole;
  /** It is taken only where no better name of its role is there: `value` may be anything, `id` may count the rows. */
  readonly isWeak: boolean;
  /** What stands in brackets behind it, in small letters; '' where there are none. */
  readonly unit: string;
  /** The clocks of the times, where the name says that they are those of UTC. */
  readonly isUtc: boolean;
}

/** Names as {@link plainColumn} writes them. Rates at rest, averages, highest and lowest ones are not among them: they are not readings. */
const NAMES: { readonly [role in ColumnRole]: { readonly strong: string; readonly weak?: string } } = {
  user_id: { strong: 'userid', weak: 'id' },
  user: {
    strong:
      'user username participant participantid participantcode subject subjectid subjectcode patient patientid person personid externalid pid',
  },
  timestamp: {
    strong:
      'timestamp datetime dateandtime datetimestamp timestamplocal localtimestamp localtime datetimelocal ts unixtime unixtimestamp epoch epochtime ' +
      'timestampms timestampns timestampus timestamps epochms epochs start starttime startdate startdatetime recorded recordedat recordedtime ' +
      'measuredat measured measurementtime observedat observationtime effectivedatetime sampletime samplestart zeitstempel',
    weak: 'createdat creationdate created datecreated',
  },
  date: { strong: 'date recordeddate measurementdate datum' },
  time: { strong: 'time timeofday clocktime uhrzeit zeit' },
  heart_rate: {
    strong:
      'heartrate hr bpm pulse pulserate heartratebpm hrbpm pulsebpm pulseratebpm beatsperminute heartbeatsperminute ' +
      'heartratevalue hrvalue herzfrequenz puls pouls pulso frecuenciacardiaca frequencecardiaque',
    weak: 'value',
  },
  device: { strong: 'device devicename source sourcename sourcedevice datasource' },
};

const ROLES = new Map<string, Pick<ColumnName, 'role' | 'isWeak'>>();
for (const [role, { strong, weak = '' }] of Object.entries(NAMES) as [ColumnRole, (typeof NAMES)[ColumnRole]][]) {
  for (const name of strong.split(' ')) ROLES.set(name, { role, isWeak: false });
  for (const name of weak.split(' ')) if (name !== '') ROLES.set(name, { role, isWeak: true });
}

/** Longer names are of no column that is known. */
const MAX_NAME = 200;

const BRACKETS = /\s*(?:\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\})\s*$/;

/** A name of a column as it is compared: case, accents, blanks, and what joins words do not matter. */
export function plainColumn(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/[\p{M}\uFEFF\s_.:/-]+/gu, '')
    .toLowerCase();
}

/** What stands in brackets behind a name, in small letters; '' where there are none. */
export function unitOf(name: string): string {
  const brackets = BRACKETS.exec(name);
  return (brackets?.[1] ?? brackets?.[2] ?? brackets?.[3] ?? '').trim().toLowerCase();
}

/** The role of a column by its name; `undefined` when it is not known. */
export function columnName(name: string): ColumnName | undefined {
  if (name.length > MAX_NAME) return undefined;
  const unit = unitOf(name);
  const plain = plainColumn(name.replace(BRACKETS, ''));
  const known = ROLES.get(plain);
  if (known !== undefined) return { ...known, unit, isUtc: isUtcName(unit) };
  // `timestamp_utc`, `utc time`.
  const rest = plain.replace(/^(?:utc|gmt)|(?:utc|gmt)$/, '');
  const local = rest === plain ? undefined : ROLES.get(rest);
  if (local === undefined || !isTime(local.role)) return undefined;
  return { ...local, role: local.role === 'time' ? 'timestamp' : local.role, unit, isUtc: true };
}

function isUtcName(unit: string): boolean {
  return unit === 'utc' || unit === 'gmt' || unit === 'z';
}

function isTime(role: ColumnRole): boolean {
  return role === 'timestamp' || role === 'date' || role === 'time';
}
