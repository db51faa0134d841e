import type { ReadingFormat } from '../../../src/importers/reading-format.ts';

/** A file of a format of JSON, and what is in it. */
export interface JsonFile {
  readonly format: ReadingFormat;
  readonly content: unknown;
  readonly readings: readonly string[];
  readonly leftOut?: { readonly [reason: string]: number };
  readonly rejected?: readonly string[];
  readonly isZoneUsed?: boolean;
  /** Devices and the number of their readings. */
  readonly devices?: readonly (readonly [device: string, readings: number])[];
}
