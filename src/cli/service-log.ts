import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from '../config/log-level.ts';
import type { TextStream } from './host.ts';

/** The log of the service: JSON lines, whose `level` is a name such as `info`, and `time` is ISO 8601 in UTC. */
export function serviceLog(level: LogLevel, stream: TextStream): Logger {
  return pino(
    { level, base: null, formatters: { level: (name) => ({ level: name }) }, timestamp: stdTimeFunctions.isoTime },
    stream,
  );
}
