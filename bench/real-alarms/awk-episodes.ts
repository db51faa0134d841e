import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Condition } from '../../src/alarms/rule.ts';

/** An episode as awk prints it, in seconds since 1970. */
export interface AwkEpisode {
  readonly userId: number;
  readonly from: number;
  readonly due: number;
  /** `undefined` while it goes on. */
  readonly end: number | undefined;
}

const script = (name: string) => join(import.meta.dirname, name);

/** The episodes of a condition in Fitabase files, by awk and sort alone. */
export async function awkEpisodes(files: readonly string[], condition: Condition): Promise<AwkEpisode[]> {
  // What is beyond a limit below is above its negative.
  const sign = 'direction' in condition && condition.direction === 'below' ? -1 : 1;
  const values: Record<string, number | string> = { type: condition.type };
  if (condition.type !== 'silence') {
    values.limit = sign * condition.limit;
    values.endLimit = sign * (condition.endLimit ?? condition.limit);
    values.minReadings = condition.minReadings;
  }
  if (condition.type === 'silence' || condition.type === 'sustained') values.forSeconds = 60 * condition.forMinutes;
  if (condition.type === 'sustained') values.maxGap = 60 * condition.maxGapMinutes;
  if (condition.type === 'average') values.windowSeconds = 60 * condition.windowMinutes;
  const given = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const pipeline = `set -e
    rows="$1"; episodes="$2"; sign="$3"; count="$4"; shift 4
    options=; while [ "$count" -gt 0 ]; do options="$options $1"; shift; count=$((count - 1)); done
    awk -f "$rows" -- "$@" | awk -v s="$sign" '{ print $1, $2, s * $3 }' | sort -s -k1,1n -k2,2n | awk $options -f "$episodes"`;
  const parameters = [
    script('rows.awk'),
    script('episodes.awk'),
    String(sign),
    String(given.length),
    ...given,
    ...files,
  ];
  const { stdout } = await promisify(execFile)('sh', ['-c', pipeline, 'sh', ...parameters], {
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 256 * 1024 ** 2,
  });
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [userId, from, due, end] = line.split(' ');
      return {
        ...{ userId: Number(userId), from: Number(from), due: Number(due) },
        end: end === '-' ? undefined : Number(end),
      };
    });
}
