/** Values of a statement, numbered as they are named in its text. */
export class Parameters {
  readonly values: unknown[];

  /** Values that the text names already. */
  constructor(...values: unknown[]) {
    this.values = values;
  }

  /** `$1`, `$2`, … with its type. */
  add(
    value: unknown,
    type: 'bigint' | 'bigint[]' | 'integer' | 'integer[]' | 'double precision' | 'text[]' | 'date',
  ): string {
    return `$${this.values.push(value)}::${type}`;
  }

  /** An instant given in Unix milliseconds. */
  instant(ms: number): string {
    return `$${this.values.push(new Date(ms).toISOString())}::timestamptz`;
  }
}
