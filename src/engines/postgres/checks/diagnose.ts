import type { Finding } from '../../../engine/finding.ts';
import type { Connections, Row } from '../connections/connections.ts';

/** The oldest tested major version. */
const OLDEST = 15;
/** Share of dead rows, and their number, above which a table should be vacuumed. */
const DEAD_SHARE = 0.2;
const DEAD_ROWS = 10_000;
/** Rows above which it matters that a table was never analysed. */
const MANY_ROWS = 10_000;
/** Seconds after which an open transaction keeps vacuum from its work. */
const LONG_TRANSACTION = 600;
/** Transaction ids after which PostgreSQL begins to warn itself is 2^31; half of it is late enough. */
const OLD_IDS = 1_000_000_000;

/** Tables of a store by name: a schema may hold others. */
const OURS = `c.relnamespace = to_regnamespace(quote_ident(current_schema()))
  AND c.relname ~ '^(users|(heart_rates|hour_rollups|day_rollups|month_rollups)(_.*)?)$'`;

/** Findings about a store on PostgreSQL: dangerous settings, indexes, and overdue vacuuming. */
export async function diagnose(connections: Connections): Promise<readonly Finding[]> {
  const [settings, [tables], indexes, transactions] = await Promise.all([
    connections.query(`SELECT name, setting, source FROM pg_settings WHERE name = ANY (ARRAY[
      'server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum', 'data_checksums',
      'default_transaction_read_only', 'track_counts'])`),
    connections.query(
      `SELECT
        count(*) FILTER (WHERE s.n_dead_tup > $1 AND s.n_dead_tup > $2::double precision * s.n_live_tup),
        (array_agg(c.relname ORDER BY s.n_dead_tup DESC))[1], coalesce(max(s.n_dead_tup), 0),
        count(*) FILTER (WHERE s.n_live_tup > $3 AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL AND c.reltuples <= 0),
        (array_agg(c.relname ORDER BY s.n_live_tup DESC)
          FILTER (WHERE s.n_live_tup > $3 AND s.last_analyze IS NULL AND s.last_autoanalyze IS NULL AND c.reltuples <= 0))[1],
        coalesce(max(age(c.relfrozenxid)) FILTER (WHERE c.relfrozenxid <> '0'), 0)
      FROM pg_class c JOIN pg_stat_all_tables s ON s.relid = c.oid WHERE ${OURS} AND c.relkind = 'r'`,
      [DEAD_ROWS, DEAD_SHARE, MANY_ROWS],
    ),
    connections.query(`SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
      WHERE ${OURS} AND NOT (i.indisvalid AND i.indisready) ORDER BY 1`),
    connections.query(
      `SELECT count(*), coalesce(max(extract(epoch FROM now() - xact_start))::bigint, 0)
      FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND xact_start < now() - make_interval(secs => $1) AND backend_type = 'client backend'`,
      [LONG_TRANSACTION],
    ),
  ]);
  return [
    ...settingFindings(new Map(settings.map(([name, value]) => [String(name), String(value)]))),
    ...indexFindings(indexes),
    ...tableFindings(tables!),
    ...transactionFindings(transactions[0]!),
  ];
}

function settingFindings(settings: ReadonlyMap<string, string>): Finding[] {
  const found: Finding[] = [];
  const add = (grade: Finding['grade'], subject: string, message: string, advice: string) =>
    found.push({ grade, subject, message, advice });
  const major = Math.floor(Number(settings.get('server_version_num')) / 10_000);
  if (major < OLDEST) {
    add('warning', 'versions', `PostgreSQL ${major} is older than what Pulsebase is tested with`, 'use 15 or newer');
  }
  if (settings.get('fsync') === 'off') {
    add('fault', 'durability', 'fsync is off: a loss of power can destroy the database', 'set fsync = on and restart');
  }
  if (settings.get('full_page_writes') === 'off') {
    add(
      'fault',
      'durability',
      'full_page_writes is off: a loss of power can leave half-written pages',
      'set full_page_writes = on',
    );
  }
  if (settings.get('synchronous_commit') === 'off') {
    add(
      'warning',
      'durability',
      'synchronous_commit is off: what others write is acknowledged before it is on the disk',
      "leave it on; Pulsebase's own writes follow its setting DURABLE",
    );
  }
  if (settings.get('data_checksums') === 'off') {
    add(
      'warning',
      'durability',
      'data_checksums is off: a disk that flips a bit is not found out',
      'run pg_checksums --enable while the server is stopped',
    );
  }
  if (settings.get('autovacuum') === 'off' || settings.get('track_counts') === 'off') {
    add(
      'warning',
      'vacuum',
      'autovacuum does not run: corrected readings leave dead rows, and queries become slow',
      'set autovacuum and track_counts = on',
    );
  }
  if (settings.get('default_transaction_read_only') === 'on') {
    add(
      'fault',
      'access',
      'default_transaction_read_only is on: no reading can be written',
      'connect to the primary, or turn it off for this role or database',
    );
  }
  return found.length > 0
    ? found
    : [{ grade: 'fine', subject: 'settings', message: 'no setting puts the data in danger' }];
}

function indexFindings(indexes: readonly Row[]): Finding[] {
  if (indexes.length === 0) return [{ grade: 'fine', subject: 'indexes', message: 'all indexes are valid' }];
  return indexes.map(([name]) => ({
    grade: 'fault',
    subject: 'indexes',
    message: `the index ${String(name)} is invalid: it is kept up and not used`,
    advice: `REINDEX INDEX CONCURRENTLY ${String(name)}`,
  }));
}

function tableFindings([dirty, worst, dead, unknown, largest, age]: Row): Finding[] {
  const found: Finding[] = [];
  if (Number(dirty) > 0) {
    found.push({
      grade: 'warning',
      subject: 'vacuum',
      message: `${Number(dirty)} tables have many dead rows; ${String(worst)} has ${Number(dead)}`,
      advice: `VACUUM ${String(worst)}, and look why autovacuum does not come to it`,
    });
  }
  if (Number(unknown) > 0) {
    found.push({
      grade: 'warning',
      subject: 'statistics',
      message: `${Number(unknown)} tables were never analysed, ${String(largest)} among them: plans may be poor`,
      advice: 'run ANALYZE',
    });
  }
  if (Number(age) > OLD_IDS) {
    found.push({
      grade: 'fault',
      subject: 'vacuum',
      message: `a table was not frozen for ${Number(age)} transactions; at two thousand million the server stops`,
      advice: 'run VACUUM FREEZE on the whole database',
    });
  }
  return found.length > 0 ? found : [{ grade: 'fine', subject: 'tables', message: 'vacuumed and analysed as needed' }];
}

function transactionFindings([count, seconds]: Row): Finding[] {
  if (Number(count) === 0) return [];
  return [
    {
      grade: 'warning',
      subject: 'vacuum',
      message: `${Number(count)} transactions are open for up to ${Number(seconds)} s: nothing can be vacuumed meanwhile`,
      advice: 'end them (pg_stat_activity names them)',
    },
  ];
}
