import { readFileSync } from 'node:fs';

/** Kernel clock ticks a second, the same on every Linux that Node runs on. */
const TICKS = 100;

/** Seconds of processor that a process has used so far. */
export function cpuTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
