/** Numbered and forward-only, like the engines' migrations; `PRAGMA user_version` counts those applied. */
export const SQLITE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE api_keys (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, scopes TEXT NOT NULL, hash BLOB NOT NULL, created_at INTEGER NOT NULL,
     revoked_at INTEGER
   ) STRICT;
   CREATE TABLE receipts (
     key_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, fingerprint BLOB NOT NULL, body TEXT NOT NULL,
     created_at INTEGER NOT NULL, PRIMARY KEY (key_id, idempotency_key)
   ) STRICT;
   CREATE INDEX receipts_by_age ON receipts (created_at);
   CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;`,
  // The database itself maintains the bytes per API key, so that no code path can get them wrong. Besides its texts a receipt
  // takes about 250 bytes: its hash, and entries in three B-trees.
  `ALTER TABLE receipts ADD COLUMN
     bytes INTEGER GENERATED ALWAYS AS (octet_length(body) + octet_length(idempotency_key) + 256) VIRTUAL;
   CREATE TABLE receipt_totals (key_id TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;
   INSERT INTO receipt_totals SELECT key_id, sum(bytes) FROM receipts GROUP BY key_id;
   CREATE TRIGGER receipt_added AFTER INSERT ON receipts BEGIN
     INSERT INTO receipt_totals VALUES (NEW.key_id, NEW.bytes) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes;
   END;
   CREATE TRIGGER receipt_replaced AFTER UPDATE ON receipts BEGIN
     UPDATE receipt_totals SET bytes = bytes + NEW.bytes - OLD.bytes WHERE key_id = NEW.key_id;
   END;
   CREATE TRIGGER receipt_deleted AFTER DELETE ON receipts BEGIN
     UPDATE receipt_totals SET bytes = bytes - OLD.bytes WHERE key_id = OLD.key_id;
   END;`,
  `CREATE TABLE claims (
     key_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, service TEXT NOT NULL, request INTEGER NOT NULL,
     expires_at INTEGER NOT NULL, PRIMARY KEY (key_id, idempotency_key), UNIQUE (service, request)
   ) STRICT;`,
  `CREATE TABLE audit (
     service TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, entry TEXT NOT NULL,
     PRIMARY KEY (service, number)
   ) STRICT;
   CREATE INDEX audit_by_time ON audit (at);`,
  `CREATE TABLE erasures (
     number INTEGER PRIMARY KEY, service TEXT NOT NULL, users TEXT NOT NULL, from_ms INTEGER, to_ms INTEGER,
     at INTEGER NOT NULL
   ) STRICT;`,
  `CREATE TABLE batches (
     service TEXT NOT NULL, number INTEGER NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (service, number)
   ) STRICT;
   CREATE TABLE leases (
     name TEXT PRIMARY KEY, term INTEGER NOT NULL, service TEXT NOT NULL, expires_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE rates (key_id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, requests INTEGER NOT NULL) STRICT;`,
  `CREATE TABLE rules (
     id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL, version INTEGER NOT NULL,
     created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, done_up_to INTEGER
   ) STRICT;
   CREATE TABLE alarms (
     id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, user_id INTEGER NOT NULL, severity TEXT NOT NULL,
     from_ms INTEGER NOT NULL, raised_at INTEGER NOT NULL, until_ms INTEGER, peak REAL, readings INTEGER NOT NULL,
     arrival TEXT NOT NULL, told_at INTEGER NOT NULL, acknowledged_at INTEGER, acknowledged_by TEXT,
     closed_at INTEGER, closed_by TEXT, note TEXT
   ) STRICT;
   CREATE INDEX alarms_by_user ON alarms (user_id, rule_id, from_ms);
   CREATE INDEX alarms_by_time ON alarms (raised_at, id);
   CREATE INDEX alarms_active ON alarms (rule_id, raised_at) WHERE until_ms IS NULL;
   CREATE TABLE snoozes (
     rule_id TEXT NOT NULL, user_id INTEGER NOT NULL, severity TEXT NOT NULL, until_ms INTEGER NOT NULL,
     snoozed_at INTEGER NOT NULL, snoozed_by TEXT NOT NULL, PRIMARY KEY (rule_id, user_id)
   ) STRICT;
   CREATE TABLE alarm_events (
     seq INTEGER PRIMARY KEY, alarm_id TEXT NOT NULL, rule_id TEXT NOT NULL, user_id INTEGER NOT NULL,
     severity TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, is_snoozed INTEGER NOT NULL, body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX alarm_events_by_user ON alarm_events (user_id);
   CREATE TABLE changes (
     service TEXT NOT NULL, number INTEGER NOT NULL, users TEXT NOT NULL, from_ms INTEGER NOT NULL,
     to_ms INTEGER NOT NULL, at INTEGER NOT NULL, is_over INTEGER NOT NULL, PRIMARY KEY (service, number)
   ) STRICT;`,
  `CREATE TABLE webhooks (
     id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL, secrets TEXT NOT NULL, version INTEGER NOT NULL,
     created_at INTEGER NOT NULL, queued_up_to INTEGER NOT NULL, off_since INTEGER, off_reason TEXT,
     failing_since INTEGER
   ) STRICT;
   CREATE TABLE deliveries (
     webhook_id TEXT NOT NULL, seq INTEGER NOT NULL, alarm_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
     attempts INTEGER NOT NULL, queued_at INTEGER NOT NULL, next_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
     status INTEGER, error TEXT, PRIMARY KEY (webhook_id, seq)
   ) STRICT;
   CREATE INDEX deliveries_due ON deliveries (webhook_id, next_at, seq) WHERE state = 'waiting';
   CREATE INDEX deliveries_of_alarm ON deliveries (webhook_id, alarm_id, seq) WHERE state = 'waiting';
   CREATE INDEX deliveries_by_change ON deliveries (changed_at);`,
  `ALTER TABLE changes ADD COLUMN alive_at INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX alarms_by_rule ON alarms (rule_id, raised_at, id);
   DROP INDEX alarms_active;
   CREATE INDEX alarms_going_on ON alarms (raised_at, id, severity) WHERE until_ms IS NULL;
   CREATE INDEX alarms_unseen ON alarms (severity, told_at)
     WHERE until_ms IS NULL AND acknowledged_at IS NULL AND closed_at IS NULL;
   CREATE INDEX alarm_events_by_time ON alarm_events (at);`,
  `CREATE TABLE sessions (
     hash BLOB PRIMARY KEY, key_id TEXT NOT NULL, key_hash BLOB NOT NULL, expires_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX sessions_by_key ON sessions (key_id, expires_at);
   CREATE INDEX sessions_by_end ON sessions (expires_at);`,
  `CREATE TABLE retention_runs (kept_from INTEGER PRIMARY KEY, at INTEGER NOT NULL, readings INTEGER NOT NULL) STRICT;`,
];
