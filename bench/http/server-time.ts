import { readdirSync, readFileSync } from 'node:fs';
import { cpuTime } from './cpu-time.ts';

const TICKS = 100;

/** Seconds of processor that a server of PostgreSQL has used: its first process, those it has, and those that have ended. */
export function serverTime(postmaster: number): number {
  let seconds = cpuTime(postmaster) + endedTime(postmaster);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || parentOf(name) !== postmaster) continue;
    try {
      seconds += cpuTime(Number(name));
    } catch {
      // It has ended since.
    }
  }
  return seconds;
}

function fieldsOf(pid: string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(fieldsOf(pid)[1]);
  } catch {
    return undefined;
  }
}

function endedTime(pid: number): number {
  const fields = fieldsOf(String(pid));
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}
