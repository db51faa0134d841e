import { readFileSync } from 'node:fs';

/**
 * The highest resident set of this process so far, bytes. Linux says it in /proc; what `resourceUsage` says there is
 * inherited from the process that started this one.
 */
export function peakMemory(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Another system.
  }
  return process.resourceUsage().maxRSS * 1024;
}
