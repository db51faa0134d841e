import { GENDERS } from '../../src/model/user.ts';
import { HOUR_MS } from '../../src/window/bucket.ts';
import type { Dice } from './dice.ts';
import type { Operation, Row } from './operations.ts';

/** The users of a torture: few, so that keys meet often, and with ids beyond 32 bits. */
export const IDS = [1, 2, 3, 2 ** 32 + 1, 8_877_689_391, 2 ** 53 - 1] as const;

const MONTHS = ['2023-12', '2024-01', '2024-02'] as const;

const KINDS = ['ingest', 'correct', 'load', 'delete readings', 'drop', 'delete users', 'put users'] as const;

/** What a kill happens in. */
export const TARGETS = [...KINDS, 'anything'] as const;

export type Target = (typeof TARGETS)[number];

/** What must be there for a target to have something to do. */
export function preludeTo(target: Target, dice: Dice): Operation[] {
  const users: Operation = { do: 'put users', users: IDS.map((id) => userOf(id, dice)) };
  if (target === 'put users') return [{ ...users, users: users.users.slice(0, 3) }];
  return [users, { do: 'ingest', blocks: [rowsOf(dice, 120, MONTHS)] }];
}

export function operationsOf(target: Target, dice: Dice): Operation[] {
  switch (target) {
    case 'ingest':
      return [{ do: 'ingest', blocks: [newRowsOf(dice, 60, dice.some(MONTHS, 1 + dice.below(2)))] }];
    case 'correct':
      // Every other batch lies in one month, where it is there whole or not at all.
      return [{ do: 'ingest', blocks: [rowsOf(dice, 60, dice.some(MONTHS, 1 + dice.below(2)))] }];
    case 'load':
      return [{ do: 'ingest', blocks: Array.from({ length: 3 }, () => rowsOf(dice, 60, dice.some(MONTHS, 2))) }];
    case 'delete readings': {
      const ends = [instantOf(dice, '2023-12'), instantOf(dice, dice.pick(['2024-01', '2024-02']))];
      return [{ do: 'delete readings', users: dice.some(IDS, 3), from: ends[0]!, to: ends[1]! }];
    }
    case 'drop': {
      const end = instantOf(dice, '2024-01');
      if (dice.below(2) === 0) return [{ do: 'drop before', at: end }];
      return [{ do: 'delete readings', users: null, from: Date.parse('2023-11-30'), to: end }];
    }
    case 'delete users':
      return [{ do: 'delete users', ids: dice.some(IDS, 2) }];
    case 'put users':
      return [{ do: 'put users', users: IDS.map((id) => userOf(id, dice)) }];
    case 'anything':
      return Array.from({ length: 6 }, () => operationsOf(dice.pick(KINDS), dice)).flat();
  }
}

function rowsOf(dice: Dice, count: number, months: readonly string[]): Row[] {
  return Array.from({ length: count }, () => [
    dice.pick(IDS),
    instantOf(dice, dice.pick(months)),
    // A quarter of a bpm now and then, so that sums are no whole numbers.
    20_000 + 250 * dice.below(1121),
  ]);
}

/** Readings in the same hours, of instants that hardly any others have. */
function newRowsOf(dice: Dice, count: number, months: readonly string[]): Row[] {
  return rowsOf(dice, count, months).map(([id, ms, milli], at) => {
    const hour = Math.floor(ms / HOUR_MS) * HOUR_MS;
    return [id, hour + 60_000 + dice.below(40_000) * 50 + (at % 50), milli];
  });
}

/** One of few instants of a month, so that many readings correct others; the ends of days and months are among them. */
function instantOf(dice: Dice, month: string): number {
  const day = dice.pick([1, 2, 15, 28, 29]);
  const time = dice.pick(['00:00:00.000', '00:10:00.000', '12:30:00.500', '23:59:59.999']);
  return Date.parse(`${month}-${String(day).padStart(2, '0')}T${time}Z`);
}

function userOf(id: number, dice: Dice) {
  return {
    id,
    externalId: dice.pick([null, `P-${id}`, `Q-${id}`]),
    name: `user ${dice.below(1000)}`,
    gender: dice.pick(GENDERS),
    age: dice.pick([null, 22, 23, 24, 80]),
    birthDate: dice.pick([null, null, '2000-02-29', '1999-01-01']),
  };
}
