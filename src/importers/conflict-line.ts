/** Rows that have another value for a user and an instant than is there already. */
export interface FoundConflicts {
  readonly count: number;
  /** The first of them. */
  readonly rows: readonly number[];
  /** Whether there may be more. */
  readonly isLeast: boolean;
}

/** Tells people of conflicts. @param where what has the other values. */
export function conflictLine({ count, rows, isLeast }: FoundConflicts, where: string): string {
  const what = count === 1 ? '1 row has' : `${count} rows have`;
  const more = count > rows.length ? ', …' : '';
  const examples = `${rows.length === 1 ? 'row' : 'rows'} ${rows.join(', ')}${more}`;
  return `${isLeast ? 'at least ' : ''}${what} another value for a user and an instant that ${where} has already (${examples}); the last was kept`;
}
