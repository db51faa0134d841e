/** A value as JSON has it, such as instants as texts. */
export function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
