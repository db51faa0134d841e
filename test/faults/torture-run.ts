import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os';

/** When and on what a torture ran. */
export interface TortureRun {
  readonly day: Date;
  readonly minutes: number;
  readonly seed: string;
  readonly commit: string;
}

/** The sentence of a report that says so. */
export function sentenceOf({ day, minutes, seed, commit }: TortureRun): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Run of ${day.toISOString().slice(0, 10)}, commit ${commit}, seed ${seed}, ${Math.round(minutes)} minutes
on ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, ${type()} ${release()},
Node ${process.versions.node}, stores in ${tmpdir()}.`;
}

export function rowOf(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function commitOfRun(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
