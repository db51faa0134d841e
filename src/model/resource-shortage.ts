import { PulsebaseError } from './pulsebase-error.ts';

/**
 * Resources that can run out temporarily: how systems, runtimes and engines report it, and what to do. The first match counts.
 */
const SHORTAGES: readonly (readonly [said: RegExp, message: string])[] = [
  [
    /\bENFILE\b|too many open files in system|errno: 23\b/i,
    'the machine has too many files open; raise fs.file-max, or close programs, and try again',
  ],
  [
    /\bEMFILE\b|too many open files|errno: 24\b/i,
    'too many files are open; raise the limit of open files (ulimit -n, LimitNOFILE of systemd) and try again',
  ],
  [
    /\bENOMEM\b|cannot allocate memory|CANNOT_ALLOCATE_MEMORY|code: 173\b|errno: 12\b/i,
    'the machine has no memory left; close programs, or lower MEMORY_LIMIT, and try again',
  ],
  [
    /\bEAGAIN\b|resource temporarily unavailable|cannot schedule a task|CANNOT_SCHEDULE_TASK|code: 439\b|errno: 11\b/i,
    'no thread can be started; raise the limit of processes (ulimit -u, TasksMax of systemd) and try again',
  ],
  [
    /\bENOBUFS\b|no buffer space available|errno: 105\b/i,
    'the system has no room left for connections; close some, and try again',
  ],
];

/**
 * Returns the error for a failure caused by a process or machine that has run out of something, `undefined` for any other
 * failure. It implies nothing about the data: the same operation may succeed later.
 */
export function resourceShortage(cause: unknown): PulsebaseError | undefined {
  const text = cause instanceof Error ? `${'code' in cause ? cause.code : ''} ${cause.message}` : String(cause);
  const shortage = SHORTAGES.find(([said]) => said.test(text));
  return shortage && new PulsebaseError('RESOURCES_EXHAUSTED', shortage[1], { cause });
}
