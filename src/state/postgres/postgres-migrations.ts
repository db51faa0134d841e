/** The schema that holds the state, so that it may lie in the database of a store, or beside tables of other programs. */
export const SCHEMA = 'pulsebase_state';

/** Numbered and forward-only; the table `migrations` counts those applied. */
export const POSTGRES_MIGRATIONS: readonly string[] = [
  `CREATE TABLE ${SCHEMA}.api_keys (
     id text PRIMARY KEY, name text NOT NULL, scopes text NOT NULL, hash bytea NOT NULL, created_at bigint NOT NULL,
     revoked_at bigint
   );
   CREATE TABLE ${SCHEMA}.receipts (
     key_id text NOT NULL, idempotency_key text NOT NULL, fingerprint bytea NOT NULL, body text NOT NULL,
     created_at bigint NOT NULL,
     bytes bigint GENERATED ALWAYS AS (octet_length(body) + octet_length(idempotency_key) + 256) STORED,
     PRIMARY KEY (key_id, idempotency_key)
   );
   CREATE INDEX receipts_by_age ON ${SCHEMA}.receipts (created_at);
   CREATE TABLE ${SCHEMA}.receipt_totals (key_id text PRIMARY KEY, bytes bigint NOT NULL);
   CREATE FUNCTION ${SCHEMA}.count_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'INSERT' THEN
       INSERT INTO ${SCHEMA}.receipt_totals AS t VALUES (NEW.key_id, NEW.bytes)
         ON CONFLICT (key_id) DO UPDATE SET bytes = t.bytes + excluded.bytes;
     ELSIF TG_OP = 'UPDATE' THEN
       UPDATE ${SCHEMA}.receipt_totals SET bytes = bytes + NEW.bytes - OLD.bytes WHERE key_id = NEW.key_id;
     ELSE
       UPDATE ${SCHEMA}.receipt_totals SET bytes = bytes - OLD.bytes WHERE key_id = OLD.key_id;
     END IF;
     RETURN NULL;
   END $$;
   CREATE TRIGGER receipt_counted AFTER INSERT OR UPDATE OR DELETE ON ${SCHEMA}.receipts
     FOR EACH ROW EXECUTE FUNCTION ${SCHEMA}.count_receipt();
   CREATE TABLE ${SCHEMA}.secrets (name text PRIMARY KEY, value bytea NOT NULL);
   CREATE FUNCTION ${SCHEMA}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
     $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;`,
  `CREATE TABLE ${SCHEMA}.claims (
     key_id text NOT NULL, idempotency_key text NOT NULL, service text NOT NULL, request bigint NOT NULL,
     expires_at bigint NOT NULL, PRIMARY KEY (key_id, idempotency_key), UNIQUE (service, request)
   );`,
  `CREATE TABLE ${SCHEMA}.audit (
     service text NOT NULL, number bigint NOT NULL, at bigint NOT NULL, entry text NOT NULL,
     PRIMARY KEY (service, number)
   );
   CREATE INDEX audit_by_time ON ${SCHEMA}.audit (at);`,
  `CREATE TABLE ${SCHEMA}.erasures (
     number bigint PRIMARY KEY, service text NOT NULL, users text NOT NULL, from_ms bigint, to_ms bigint,
     at bigint NOT NULL
   );`,
  `CREATE TABLE ${SCHEMA}.batches (
     service text NOT NULL, number bigint NOT NULL, expires_at bigint NOT NULL, PRIMARY KEY (service, number)
   );
   CREATE TABLE ${SCHEMA}.leases (
     name text PRIMARY KEY, term bigint NOT NULL, service text NOT NULL, expires_at bigint NOT NULL
   );
   CREATE TABLE ${SCHEMA}.rates (key_id text PRIMARY KEY, started_at bigint NOT NULL, requests bigint NOT NULL);`,
  `CREATE TABLE ${SCHEMA}.rules (
     id text PRIMARY KEY, name text NOT NULL UNIQUE, body text NOT NULL, version bigint NOT NULL,
     created_at bigint NOT NULL, updated_at bigint NOT NULL, done_up_to bigint
   );
   CREATE TABLE ${SCHEMA}.alarms (
     id text PRIMARY KEY, rule_id text NOT NULL, user_id bigint NOT NULL, severity text NOT NULL,
     from_ms bigint NOT NULL, raised_at bigint NOT NULL, until_ms bigint, peak double precision,
     readings bigint NOT NULL, arrival text NOT NULL, told_at bigint NOT NULL, acknowledged_at bigint,
     acknowledged_by text, closed_at bigint, closed_by text, note text
   );
   CREATE INDEX alarms_by_user ON ${SCHEMA}.alarms (user_id, rule_id, from_ms);
   CREATE INDEX alarms_by_time ON ${SCHEMA}.alarms (raised_at, id);
   CREATE INDEX alarms_active ON ${SCHEMA}.alarms (rule_id, raised_at) WHERE until_ms IS NULL;
   CREATE TABLE ${SCHEMA}.snoozes (
     rule_id text NOT NULL, user_id bigint NOT NULL, severity text NOT NULL, until_ms bigint NOT NULL,
     snoozed_at bigint NOT NULL, snoozed_by text NOT NULL, PRIMARY KEY (rule_id, user_id)
   );
   CREATE TABLE ${SCHEMA}.alarm_events (
     seq bigint PRIMARY KEY, alarm_id text NOT NULL, rule_id text NOT NULL, user_id bigint NOT NULL,
     severity text NOT NULL, kind text NOT NULL, at bigint NOT NULL, is_snoozed integer NOT NULL, body text NOT NULL
   );
   CREATE INDEX alarm_events_by_user ON ${SCHEMA}.alarm_events (user_id);
   CREATE TABLE ${SCHEMA}.changes (
     service text NOT NULL, number bigint NOT NULL, users text NOT NULL, from_ms bigint NOT NULL,
     to_ms bigint NOT NULL, at bigint NOT NULL, is_over integer NOT NULL, PRIMARY KEY (service, number)
   );`,
  `CREATE TABLE ${SCHEMA}.webhooks (
     id text PRIMARY KEY, name text NOT NULL UNIQUE, body text NOT NULL, secrets text NOT NULL, version bigint NOT NULL,
     created_at bigint NOT NULL, queued_up_to bigint NOT NULL, off_since bigint, off_reason text, failing_since bigint
   );
   CREATE TABLE ${SCHEMA}.deliveries (
     webhook_id text NOT NULL, seq bigint NOT NULL, alarm_id text NOT NULL, kind text NOT NULL, state text NOT NULL,
     attempts bigint NOT NULL, queued_at bigint NOT NULL, next_at bigint NOT NULL, changed_at bigint NOT NULL,
     status bigint, error text, PRIMARY KEY (webhook_id, seq)
   );
   CREATE INDEX deliveries_due ON ${SCHEMA}.deliveries (webhook_id, next_at, seq) WHERE state = 'waiting';
   CREATE INDEX deliveries_of_alarm ON ${SCHEMA}.deliveries (webhook_id, alarm_id, seq) WHERE state = 'waiting';
   CREATE INDEX deliveries_by_change ON ${SCHEMA}.deliveries (changed_at);`,
  `ALTER TABLE ${SCHEMA}.changes ADD COLUMN alive_at bigint NOT NULL DEFAULT 0;
   CREATE INDEX alarms_by_rule ON ${SCHEMA}.alarms (rule_id, raised_at, id);
   DROP INDEX ${SCHEMA}.alarms_active;
   CREATE INDEX alarms_going_on ON ${SCHEMA}.alarms (raised_at, id, severity) WHERE until_ms IS NULL;
   CREATE INDEX alarms_unseen ON ${SCHEMA}.alarms (severity, told_at)
     WHERE until_ms IS NULL AND acknowledged_at IS NULL AND closed_at IS NULL;
   CREATE INDEX alarm_events_by_time ON ${SCHEMA}.alarm_events (at);`,
  `CREATE TABLE ${SCHEMA}.sessions (
     hash bytea PRIMARY KEY, key_id text NOT NULL, key_hash bytea NOT NULL, expires_at bigint NOT NULL
   );
   CREATE INDEX sessions_by_key ON ${SCHEMA}.sessions (key_id, expires_at);
   CREATE INDEX sessions_by_end ON ${SCHEMA}.sessions (expires_at);`,
  `CREATE TABLE ${SCHEMA}.retention_runs (
     kept_from bigint PRIMARY KEY, at bigint NOT NULL, readings bigint NOT NULL
   );`,
];
