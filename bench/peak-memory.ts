import { readFileSync } from 'node:fs';

/**
 * The highest resident set of a process so far, bytes: of this one, unless another is named. Linux says it in /proc; what
 * `resourceUsage` says there is inherited from the process that started this one.
 */
export function peakMemory(pid: number | 'self' = 'self'): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Another system.
  }
  if (pid !== 'self') return Number.NaN;
  return process.resourceUsage().maxRSS * 1024;
}
