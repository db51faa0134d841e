import type { Dice } from './dice.ts';
import type { KillOrder, StepName } from './kill-switch.ts';
import type { Round } from './victims.ts';
import { operationsOf, preludeTo, type Target } from './workload.ts';

/** A moment at which a process is killed, with a name for people. */
export interface KillPoint {
  readonly during: string;
  readonly moment: string;
  /** Whether each kill needs a store of its own. */
  readonly isFirstOpen?: boolean;
  /** What the victim is to do; several where one kill follows upon another. */
  rounds(dice: Dice): Round[];
}

/** The steps of a write, and how many times each comes at least in one operation. */
type Path = readonly (readonly [step: StepName, times: number, name: string])[];

const ROLLUPS: Path = [
  ['hours', 1, 'the hours'],
  ['days', 1, 'the days'],
  ['months', 1, 'the months'],
];

/** New readings go into the log, and from there into the parts; they are added to the roll-ups of all levels at once. */
const WRITE: Path = [
  ['log', 1, 'the log'],
  ['next segment', 1, 'the next segment of the log'],
  ['journal', 1, 'the journal'],
  ['raw readings', 1, 'the raw readings'],
  ['roll-ups', 1, 'the roll-ups'],
  ['clearing', 1, 'the clearing'],
  ['cutting the log', 1, 'the cutting of the log'],
];

/** A batch that corrects anything has them computed again. */
const CORRECTION: Path = [
  ['journal', 1, 'the journal'],
  ['raw readings', 1, 'the raw readings'],
  ...ROLLUPS,
  ['clearing', 1, 'the clearing'],
];

const LOAD: Path = [
  ['journal', 3, 'the journal'],
  ['raw readings', 3, 'the raw readings'],
  ['hours', 2, 'the hours'],
  ['days', 2, 'the days'],
  ['months', 2, 'the months'],
  ['clearing', 1, 'the clearing'],
];

const DELETION: Path = [
  ['journal', 1, 'the journal'],
  ['delete from readings', 1, 'the raw readings'],
  ...ROLLUPS,
  ['clearing', 1, 'the clearing'],
];

const DROP: Path = [
  ['delete from rollups', 1, 'the roll-ups by month'],
  ['delete from hours_by_user', 1, 'the hours by user'],
  ['drop partitions of rollups', 1, 'the roll-ups'],
  ['drop partitions of readings', 1, 'the raw readings'],
];

const USERS: Path = [
  ['delete from users', 1, 'the users'],
  ['delete from readings', 1, 'the raw readings'],
  ['delete from rollups', 1, 'the roll-ups'],
  ['delete from hours_by_user', 1, 'the hours by user'],
];

function single(target: Target, dice: Dice, order: Omit<KillOrder, 'fraction'>): Round {
  const kill = { ...order, fraction: dice.fraction() };
  return { prelude: preludeTo(target, dice), target: operationsOf(target, dice), kill };
}

/** Before the first step of a path, and after each. */
function along(target: Target, during: string, path: Path): KillPoint[] {
  const [first] = path;
  const before: KillPoint = {
    during,
    moment: `before ${first![2]}`,
    rounds: (dice) => [single(target, dice, { step: first![0], moment: 'before', nth: 1 + dice.below(first![1]) })],
  };
  const after = path.map(([step, times, name], at): KillPoint => {
    const next = path[at + 1]?.[2];
    return {
      during,
      moment: next === undefined ? `after ${name}` : `after ${name}, before ${next}`,
      rounds: (dice) => [single(target, dice, { step, moment: 'after', nth: 1 + dice.below(times) })],
    };
  });
  return [before, ...after];
}

/** While the engine is at a statement. */
function within(target: Target, during: string, step: StepName, name: string, times = 1): KillPoint {
  return {
    during,
    moment: `half way through ${name}`,
    rounds: (dice) => [single(target, dice, { step, moment: 'half', nth: 1 + dice.below(times) })],
  };
}

/** A write is killed, and then the process that finishes it at its opening. */
function twice(target: Target, during: string, first: StepName, steps: readonly StepName[]): KillPoint {
  return {
    during,
    moment: 'after the raw readings, and again when the next process finishes it',
    rounds: (dice) => [
      single(target, dice, { step: first, moment: 'after', nth: 1 }),
      {
        ...{ prelude: [], target: [], killAtOpen: true },
        kill: {
          step: dice.pick(steps),
          moment: dice.pick(['before', 'half', 'after']),
          nth: 1,
          fraction: dice.fraction(),
        },
      },
    ],
  };
}

/** Every moment at which a torture kills. */
export const KILL_POINTS: readonly KillPoint[] = [
  ...along('ingest', 'ingest of a batch', WRITE),
  within('ingest', 'ingest of a batch', 'log', 'the log'),
  within('ingest', 'ingest of a batch', 'raw readings', 'the raw readings'),
  within('ingest', 'ingest of a batch', 'roll-ups', 'the roll-ups'),
  twice('ingest', 'ingest of a batch', 'raw readings', ['hours', 'days', 'clearing']),
  ...along('correct', 'ingest of corrections', CORRECTION),
  within('correct', 'ingest of corrections', 'hours', 'the hours'),
  twice('correct', 'ingest of corrections', 'raw readings', ['hours', 'days', 'clearing']),
  ...along('load', 'bulk load', LOAD),
  within('load', 'bulk load', 'raw readings', 'the raw readings', 3),
  within('load', 'bulk load', 'days', 'the days', 2),
  ...along('delete readings', 'deletion of readings', DELETION),
  within('delete readings', 'deletion of readings', 'delete from readings', 'the raw readings'),
  twice('delete readings', 'deletion of readings', 'delete from readings', [
    'delete from readings',
    'hours',
    'days',
    'clearing',
  ]),
  ...along('drop', 'drop of months', DROP),
  within('drop', 'drop of months', 'drop partitions of readings', 'the raw readings'),
  ...along('delete users', 'deletion of users', USERS),
  within('delete users', 'deletion of users', 'delete from readings', 'the raw readings'),
  within('put users', 'put of users', 'users', 'the users'),
  {
    during: 'the first opening',
    moment: 'at a statement of the schema',
    isFirstOpen: true,
    rounds: (dice) => [
      {
        ...{ prelude: [], target: [], killAtOpen: true },
        kill: {
          step: 'schema',
          moment: dice.pick(['before', 'half', 'after']),
          nth: 1 + dice.below(14),
          fraction: dice.fraction(),
        },
      },
    ],
  },
  {
    during: 'the first opening',
    moment: 'at a random moment',
    isFirstOpen: true,
    rounds: (dice) => [
      { prelude: [], target: [], kill: null, killAfter: { milliseconds: 250 + dice.below(500), from: 'start' } },
    ],
  },
  {
    during: 'any of these',
    moment: 'at a random moment',
    rounds: (dice) => [
      {
        ...{ prelude: preludeTo('anything', dice), target: operationsOf('anything', dice), kill: null },
        killAfter: { milliseconds: dice.below(600), from: 'target' },
      },
    ],
  },
];
