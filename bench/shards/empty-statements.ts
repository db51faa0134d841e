import { ServerConnections } from '../../src/engines/clickhouse/server/server-connections.ts';
import { parseServerUrl } from '../../src/engines/clickhouse/server/server-url.ts';
import { sqlText } from '../../src/engines/clickhouse/statements/sql-text.ts';
import type { FloorCost } from './shards-result.ts';

export interface EmptyStatements {
  readonly statements: readonly { readonly floor: FloorCost['floor']; run(): Promise<unknown> }[];
  close(): Promise<void>;
}

const REQUEST = { settings: { wait_end_of_query: 1 }, timeout: 30 } as const;

/** Statements without work, over connections of the kind that the store of a URL has, to the node that it asks. */
export function emptyStatements(url: string): EmptyStatements {
  const parsed = parseServerUrl(url);
  const connections = new ServerConnections(parsed, () => 'empty', 1);
  const everywhere = `SELECT sum(dummy) FROM cluster(${sqlText(parsed.cluster ?? '')}, system, one)`;
  const run = (sql: string) => () => connections.read(`${sql}\nFORMAT RowBinary`, REQUEST);
  return {
    statements: [
      { floor: 'one node', run: run('SELECT 1') },
      { floor: 'every shard', run: run(everywhere) },
    ],
    close: () => connections.close(),
  };
}
