import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import { runShards } from './shards/run-shards.ts';
import { readShardsOptions, SHARDS_USAGE, type ShardsOptions } from './shards/shards-options.ts';
import { shardsReport } from './shards/shards-report.ts';
import type { ShardsResult } from './shards/shards-result.ts';

// `npm run bench:shards`: what a query costs a real ClickHouse cluster by the number of its shards, all on this machine.

process.exitCode = await runCommand(
  { name: 'node bench/shards.ts', usage: SHARDS_USAGE, readOptions: readShardsOptions, run: runShards, write },
  process.argv.slice(2),
);

function write(result: ShardsResult, { out, name }: ShardsOptions): string {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${result.date.slice(0, 10)}-${name}`);
  const report = shardsReport(result);
  writeFileSync(`${path}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(`${path}.md`, report);
  return `${report}\n${path}.json\n${path}.md`;
}
