import type { Store } from '../../src/store/store.ts';
import { collect } from '../conformance/collect.ts';
import { ifKnown } from '../conformance/if-known.ts';
import { ReferenceStore } from '../reference/reference-store.ts';
import { applyTo, type Operation } from './operations.ts';

/** What a store holds of some users, read through its public contract. */
export async function contentsOf(store: Store, ids: readonly number[]): Promise<ReferenceStore> {
  const contents = new ReferenceStore();
  for await (const user of store.listUsers()) contents.putUser(user);
  const all = { from: '1970-01-01', to: '2099-12-31T23:59:59.999Z' };
  // Also of users who are deleted: nothing of them may be left.
  const readings = await Promise.all(ids.map((id) => ifKnown(collect(store.readings(id, all)))));
  for (const { userId, timestamp, heartRate } of readings.flat()) {
    contents.putReading(userId, timestamp.getTime(), Math.round(heartRate * 1000));
  }
  return contents;
}

/** How a store differs from every state that it may be in. */
export interface Mismatch {
  /** Readings and users that must be there and are not. */
  readonly lost: number;
  /** Those that are there and must not be: deleted ones, or ones of another value. */
  readonly returned: number;
  readonly example: string;
}

/**
 * Compares what a store holds with what it may hold after a kill or a failure: all that was acknowledged, and of the operation
 * that was under way all or nothing; of a load also its first blocks, and of the block after those some months.
 *
 * @param since What was acknowledged after that operation had failed.
 */
export function findMismatch(
  found: ReferenceStore,
  acknowledged: ReferenceStore,
  underWay: Operation | null,
  since: readonly Operation[] = [],
): Mismatch | undefined {
  const states: [before: Sections, after: Sections][] = [];
  const sections = (state: ReferenceStore) =>
    sectionsOf(since.reduce((now, operation) => after(now, operation), state));
  const start = sections(acknowledged);
  if (underWay === null) states.push([start, start]);
  else if (underWay.do !== 'ingest') states.push([start, start], twice(sections(after(acknowledged, underWay))));
  else {
    const steps = underWay.blocks.map((_, at) => sections(after(acknowledged, underWay, at + 1)));
    for (const [at, step] of steps.entries()) states.push([at === 0 ? start : steps[at - 1]!, step]);
  }
  const seen = sectionsOf(found);
  if (states.some((state) => isBetween(seen, state))) return undefined;
  const [first, last] = [acknowledged, underWay === null ? acknowledged : after(acknowledged, underWay)];
  const [before, done] = [first, last].map((state) => since.reduce((now, operation) => after(now, operation), state));
  return describe(found, before!, done!);
}

/** The users, and the readings of each month, as texts: what is written by one part is one section. */
type Sections = ReadonlyMap<string, string>;

function sectionsOf(state: ReferenceStore): Sections {
  const lines = Map.groupBy(entriesOf(state), ([section]) => section);
  return new Map([...lines].map(([section, entries]) => [section, entries.map(([, text]) => text).join('\n')]));
}

function entriesOf({ users, readings }: ReferenceStore): [section: string, text: string][] {
  const people = [...users.values()].sort((a, b) => a.id - b.id);
  const all = [...readings].flatMap(([id, own]) => [...own].map(([ms, milli]) => ({ id, ms, milli })));
  all.sort((a, b) => a.id - b.id || a.ms - b.ms);
  return [
    ...people.map((user): [string, string] => ['users', JSON.stringify(user)]),
    ...all.map(({ id, ms, milli }): [string, string] => {
      const instant = new Date(ms).toISOString();
      return [instant.slice(0, 7), `${id} ${instant} ${milli}`];
    }),
  ];
}

function isBetween(seen: Sections, [before, after]: [Sections, Sections]): boolean {
  const names = new Set([...seen.keys(), ...before.keys(), ...after.keys()]);
  return [...names].every((name) => seen.get(name) === before.get(name) || seen.get(name) === after.get(name));
}

function describe(found: ReferenceStore, before: ReferenceStore, done: ReferenceStore): Mismatch {
  const [seen, old, fresh] = [found, before, done].map((state) => new Set(entriesOf(state).map(([, text]) => text)));
  const lost = [...old!].filter((text) => fresh!.has(text) && !seen!.has(text));
  const returned = [...seen!].filter((text) => !old!.has(text) && !fresh!.has(text));
  const [missing, extra] = [lost[0] ?? 'none', returned[0] ?? 'none'];
  return {
    lost: lost.length,
    returned: returned.length,
    example: `lost such as ${missing}; returned such as ${extra}`,
  };
}

function after(state: ReferenceStore, operation: Operation, blocks?: number): ReferenceStore {
  const copy = new ReferenceStore();
  for (const user of state.users.values()) copy.putUser(user);
  for (const [id, own] of state.readings) copy.readings.set(id, new Map(own));
  applyTo(copy, operation, blocks);
  return copy;
}

function twice<T>(value: T): [T, T] {
  return [value, value];
}
