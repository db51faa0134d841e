import type { NativeColumn } from '../statements/native-block.ts';

/** Readings in columns of `length`. */
export interface ReadingColumns {
  readonly length: number;
  readonly userIds: ArrayLike<number>;
  /** Unix milliseconds. */
  readonly timestamps: ArrayLike<number>;
  /** Thousandths of a bpm. */
  readonly heartRates: ArrayLike<number>;
}

/** The same as columns of the table `readings`. */
export function readingColumns({ userIds, timestamps, heartRates }: ReadingColumns): NativeColumn[] {
  return [
    { name: 'user_id', type: 'Int64', values: userIds },
    { name: 'ts', type: 'Int64', values: timestamps },
    { name: 'milli_bpm', type: 'UInt32', values: heartRates },
  ];
}
