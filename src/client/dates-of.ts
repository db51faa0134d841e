/** The same with instants instead of the texts of some members. */
type WithDates<T, K extends keyof T> = {
  readonly [M in keyof T]: M extends K ? (null extends T[M] ? Date | null : Date) : T[M];
};

/** Reads the instants among the members of an answer. */
export function datesOf<T extends object, K extends keyof T>(answer: T, ...members: readonly K[]): WithDates<T, K> {
  const dates = members.map((member) => [member, answer[member] === null ? null : new Date(String(answer[member]))]);
  return { ...answer, ...Object.fromEntries(dates) };
}
