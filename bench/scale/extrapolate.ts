import { cellName } from '../queries/cells.ts';
import { costFits } from './cost-fits.ts';
import { fitLine, type Point } from './fit.ts';
import { READINGS_PER_USER_YEAR } from './scale-options.ts';
import type { Checkpoint, ScaleResult } from './scale-result.ts';

/** What a cluster shall hold, and on what nodes. */
export interface Target {
  readonly users: number;
  readonly years: number;
  readonly replicas: number;
  /** Bytes of disk of a node. */
  readonly nodeDisk: number;
  /** Share of the disk that data may fill: merges write a part anew before the old one goes. */
  readonly fill: number;
  /** For a query about all users, one year with ragged ends, milliseconds. */
  readonly cohortMs: number;
}

export const TARGET: Target = {
  users: 1_000_000,
  years: 10,
  replicas: 2,
  nodeDisk: 2e12,
  fill: 0.5,
  cohortMs: 250,
};

/** `base + perUser * users`. */
export interface RisingLine {
  readonly base: number;
  readonly perUser: number;
}

/** What the measurements are put into formulas as. Lines are over the users of one engine. */
export interface CostModel {
  readonly bytesPerReading: number;
  readonly loadRate: number;
  /** Resident bytes of a process that asks. */
  readonly memory: RisingLine;
  /** Milliseconds, by the name of the cell. */
  readonly cohort: ReadonlyMap<string, RisingLine>;
  /** Milliseconds, by the name of the cell: one user's answer does not ask how many others there are. */
  readonly top: ReadonlyMap<string, number>;
  /** Users of the largest engine that was measured: beyond them the lines are drawn out. */
  readonly measuredUsers: number;
}

export interface ClusterPlan {
  readonly shards: number;
  readonly usersPerShard: number;
  readonly diskPerShard: number;
  readonly memoryPerShard: number;
  /** Of one shard, which all others work beside: the slowest answers last. */
  readonly cohortMs: ReadonlyMap<string, number>;
  readonly loadHours: number;
  /** Whether an engine of so many users was not measured. */
  readonly isDrawnOut: boolean;
}

/** Disk and rates from the largest store; lines over the users through all checkpoints. `undefined` when users did not grow. */
export function costModel({ checkpoints }: ScaleResult): CostModel | undefined {
  const largest = checkpoints.at(-1);
  const users = (checkpoint: Checkpoint) => checkpoint.users;
  const memory = risingLine(checkpoints.map((one) => ({ x: users(one), y: one.peakMemory.queries })));
  if (largest === undefined || memory === undefined) return undefined;
  const fits = costFits(checkpoints, users);
  const loads = checkpoints.map(({ load }) => load);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    bytesPerReading: largest.disk.total / largest.readings,
    loadRate: sum(loads.map(({ readings }) => readings)) / sum(loads.map(({ seconds }) => seconds)),
    memory,
    cohort: new Map(
      fits.flatMap(({ cell, points }) => {
        const line = cell.query === 'queryUsers' ? risingLine(points) : undefined;
        return line === undefined ? [] : [[cellName(cell), line] as const];
      }),
    ),
    top: new Map(
      largest.cells.flatMap(({ cell, warm }) =>
        cell.query === 'queryTop' && warm.embedded !== undefined ? [[cellName(cell), warm.embedded.p50] as const] : [],
      ),
    ),
    measuredUsers: largest.users,
  };
}

/** What each of so many shards has to hold and how long it takes. */
export function clusterPlan(model: CostModel, target: Target, shards: number): ClusterPlan {
  const usersPerShard = Math.ceil(target.users / shards);
  const readings = usersPerShard * target.years * READINGS_PER_USER_YEAR;
  const at = ({ base, perUser }: RisingLine) => base + perUser * usersPerShard;
  return {
    shards,
    usersPerShard,
    diskPerShard: readings * model.bytesPerReading,
    memoryPerShard: at(model.memory),
    cohortMs: new Map([...model.cohort].map(([name, line]) => [name, at(line)])),
    loadHours: readings / model.loadRate / 3600,
    isDrawnOut: usersPerShard > model.measuredUsers,
  };
}

/** The fewest shards whose disks hold the data. */
export function shardsByDisk(model: CostModel, target: Target): number {
  const bytes = target.users * target.years * READINGS_PER_USER_YEAR * model.bytesPerReading;
  return Math.ceil(bytes / (target.nodeDisk * target.fill));
}

/** The fewest shards that answer in time; `undefined` when even an empty one is too slow. */
export function shardsByTime(model: CostModel, target: Target, cell: string): number | undefined {
  const line = model.cohort.get(cell);
  if (line === undefined || line.base >= target.cohortMs) return undefined;
  if (line.perUser === 0) return 1;
  return Math.ceil((target.users * line.perUser) / (target.cohortMs - line.base));
}

/** Nothing gets cheaper by more users: a falling line is noise, and counts as a flat one at its mean. */
function risingLine(points: readonly Point[]): RisingLine | undefined {
  const line = fitLine(points);
  if (line === undefined || line.slope > 0) return line && { base: Math.max(0, line.intercept), perUser: line.slope };
  return { base: points.reduce((sum, { y }) => sum + y, 0) / points.length, perUser: 0 };
}
