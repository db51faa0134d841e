import { BenchSite } from '../bench-site.ts';
import { type Call, cellCalls } from '../queries/cell-calls.ts';
import type { Cell } from '../queries/cells.ts';
import { referenceOf } from '../stages/reference-of.ts';
import type { ShardsOptions } from './shards-options.ts';

/** The calls of a kind of query, with what is to be answered. */
export interface ShardCalls {
  readonly cell: Cell;
  readonly warmUp: readonly Call[];
  readonly measured: readonly Call[];
}

const WARM_UP = 3;
const SEED = 1;

/** Queries that read roll-ups, whole or with raw readings of cut hours, of every shard and of one user. */
const CELLS: readonly Cell[] = [
  { query: 'queryUsers', cohort: 'all', length: 'year', shape: 'aligned' },
  { query: 'queryUsers', cohort: 'all', length: 'year', shape: 'ragged' },
  { query: 'queryUsers', cohort: 'all', length: 'hour', shape: 'aligned' },
  { query: 'queryTop', length: 'year', shape: 'aligned' },
  { query: 'queryTop', length: 'year', shape: 'ragged' },
];

/**
 * The same for every cluster. The answers are those of an embedded store of the same readings, by an engine eight years
 * younger: clusters that agree with it agree with each other.
 */
export async function shardCalls({ plan, calls }: ShardsOptions): Promise<ShardCalls[]> {
  const site = new BenchSite();
  try {
    const handle = await site.start('embedded');
    await handle.call('load', plan);
    const all: ShardCalls[] = [];
    for (const cell of CELLS) {
      const made = await cellCalls(cell, WARM_UP + calls, plan, SEED, referenceOf(handle));
      all.push({ cell, warmUp: made.slice(0, WARM_UP), measured: made.slice(WARM_UP) });
    }
    return all;
  } finally {
    await site.close();
  }
}
