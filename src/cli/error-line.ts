import { CommanderError } from 'commander';
import { plainText } from '../model/plain-text.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';

/** How to print errors. */
export interface ErrorForm {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Reads the options for errors from a command line, even one that cannot be parsed. */
export function errorFormOf(args: readonly string[]): ErrorForm {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return { json: options.includes('--json'), verbose: options.includes('--verbose') };
}

/**
 * Formats an error for stderr: `pulsebase: CODE: message` in one line, or with `--json` an object in one line. `--verbose` adds
 * the stack. Unforeseen errors have the code `UNEXPECTED`.
 */
export function errorLine(error: unknown, { json, verbose }: ErrorForm): string {
  const { code, message } = describeError(error);
  const stack = verbose ? stackOf(error) : undefined;
  if (json) {
    const { field, row } = error instanceof PulsebaseError ? error : {};
    return `${JSON.stringify({ error: { code, message, field, row, stack } })}\n`;
  }
  return `pulsebase: ${code}: ${message}\n${stack === undefined ? '' : `${stack}\n`}`;
}

/** The code and the one-line message of any error. */
export function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof PulsebaseError) return { code: error.code, message: oneLine(error.message) };
  if (error instanceof CommanderError) {
    return { code: 'INVALID_ARGUMENT', message: oneLine(error.message) };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { code: 'UNEXPECTED', message: oneLine(`${text} (--verbose shows where)`) };
}

/** Messages of engines may have several lines; they become one. */
function oneLine(text: string): string {
  return plainText(text).trim();
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
