import type { LoadResult } from '../contenders/contender.ts';
import type { Machine } from '../machine.ts';
import type { Cell } from '../queries/cells.ts';
import type { Times } from '../times.ts';
import type { NodeWork } from './node-work.ts';

/** What the same queries cost clusters of ever more shards that hold the same readings. */
export interface ShardsResult {
  /** Of this layout; other than that of the benchmark's results, which lie in the same folder. */
  readonly format: 'shards-1';
  /** Start of the run, ISO 8601. */
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly version: string;
  readonly users: number;
  readonly readings: number;
  readonly clusters: readonly ClusterResult[];
  readonly comparedAnswers: number;
  readonly wrongAnswers: readonly string[];
  readonly minutes: number;
}

/** A cluster of one replica a shard. Lists of nodes are by shard; the first node is the one that is asked. */
export interface ClusterResult {
  readonly load: LoadResult;
  readonly nodes: readonly NodeContent[];
  readonly floors: readonly FloorCost[];
  readonly cells: readonly CellCost[];
}

/** What a node holds of readings and roll-ups. */
export interface NodeContent {
  readonly users: number;
  readonly readings: number;
  /** Pieces on disk: each costs a query that looks into it something, however small. */
  readonly parts: number;
  readonly bytes: number;
  /** Milliseconds of processor in a second without queries. */
  readonly idleMs: number;
}

export interface Cost {
  readonly times: Times;
  /** Of one call, on average, by node. */
  readonly work: readonly NodeWork[];
}

/** The least that a statement can take: answered by the node that is asked, or by every shard. */
export interface FloorCost extends Cost {
  readonly floor: 'one node' | 'every shard';
}

export interface CellCost extends Cost {
  readonly cell: Cell;
}
