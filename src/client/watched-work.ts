import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { WatchOptions } from '../store/store.ts';
import { errorOfProblem, type ServiceCalls } from './service-calls.ts';

/** A line about a long task of a service. */
interface WorkLine<Report> {
  readonly done?: number;
  readonly report?: Report;
  readonly problem?: object;
}

/** Has a service do a long task, tells how far it is, and returns its report. @throws PulsebaseError */
export async function watchedWork<Report>(
  calls: ServiceCalls,
  path: string,
  { signal, onProgress }: WatchOptions,
): Promise<Report> {
  const call = { method: 'POST', path, signal, isRepeatable: false, isLong: true } as const;
  for await (const line of calls.lines<WorkLine<Report>>(call)) {
    if (line.problem !== undefined) throw errorOfProblem(line.problem);
    if (line.done !== undefined) onProgress?.(line.done);
    if (line.report !== undefined) return line.report;
  }
  throw new PulsebaseError('CONNECTION_FAILED', `${calls.place} broke off before the report; do it again`);
}
