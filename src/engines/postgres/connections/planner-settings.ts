/** What the planner of the server is told. */
export const PLANNER_SETTINGS = {
  /**
   * All statements read little, by index, in known ways: JIT, parallel workers and bitmap scans cost more than they save, and the
   * planner, which does not know how many users match, would choose all three.
   */
  usual: [
    'jit = off',
    'max_parallel_workers_per_gather = 0',
    'enable_bitmapscan = off',
    // Plans depend on the values, which determine the months to read.
    'plan_cache_mode = force_custom_plan',
  ],
  /**
   * No statistics are needed for these: rows that are given are looked up in an index, and joined by a hash where they have
   * to be. What the planner believes of a month that has just begun is wrong.
   */
  byKey: ['enable_mergejoin = off', 'enable_nestloop = off', 'enable_seqscan = off'],
} as const;
