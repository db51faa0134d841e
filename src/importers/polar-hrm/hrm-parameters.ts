import { civilToMs } from '../../model/instant.ts';

/** In place of an interval: intervals between beats, in ms. */
const BEATS = 238;
/** In place of an interval: times of laps, and no readings. */
const LAPS = 204;

/** What the rows of a recording are. */
export interface HrmRecording {
  readonly kind: 'readings' | 'beats' | 'laps';
  /** When it began by the watch's clocks, written as if they were those of UTC, in Unix ms. */
  readonly begin: number;
  /** Between two readings, in seconds. */
  readonly interval: number;
  readonly device: string | undefined;
}

/** What `[Params]` says of a recording, or what is wrong with it. */
export function hrmRecording(parameters: ReadonlyMap<string, string>): HrmRecording | string {
  const date = /^(\d{4})(\d\d)(\d\d)$/.exec(parameters.get('date') ?? '');
  const time = /^(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,3})\d*)?$/.exec(parameters.get('starttime') ?? '');
  const written = `Date=${parameters.get('date') ?? ''}, StartTime=${parameters.get('starttime') ?? ''}`;
  const begin =
    date === null || time === null
      ? undefined
      : civilToMs(
          ...([date[1], date[2], date[3], time[1], time[2], time[3]].map(Number) as Six),
          Number((time[4] ?? '').padEnd(3, '0')),
        );
  if (begin === undefined) return `${written} is not a day and a time such as Date=20230405, StartTime=07:08:09.0`;
  const text = parameters.get('interval') ?? '';
  const interval = Number(text);
  if (!/^\d{1,4}$/.test(text) || interval === 0) return `Interval=${text} is not a number of seconds`;
  const monitor = parameters.get('monitor');
  return {
    kind: interval === BEATS ? 'beats' : interval === LAPS ? 'laps' : 'readings',
    begin,
    interval,
    device: monitor === undefined ? undefined : `Polar monitor ${monitor}`,
  };
}

type Six = [number, number, number, number, number, number];
