import { byteSize, flag, hideAll, integer, milliseconds, oneOf, seconds, secret, text } from './definition-kinds.ts';
import { hideSecrets } from './hide-secrets.ts';
import { parseNetworks } from './parse-networks.ts';

const MEBIBYTE = 1024 ** 2;
const AUDIT_LOGS = ['file', 'state'] as const;
const KEY_HASH = /^[A-Za-z0-9._-]{1,64}:[a-z]+(?:\+[a-z]+)*:[0-9a-f]{64}$/i;

/** The settings of the service, in the order shown to people. */
export const SERVICE_SETTING_DEFINITIONS = {
  host: text({
    variable: 'HOST',
    about: 'The address that the service (pulsebase serve) listens on; 0.0.0.0 for all',
    default: '127.0.0.1',
    allowed: 'an address or a name of this machine',
    accepts: (host) => /^[\w.:%-]+$/.test(host),
  }),
  port: integer({
    variable: 'PORT',
    about: 'The port of the service; 0 takes any free one',
    default: 8080,
    min: 0,
    max: 65_535,
  }),
  stateDirectory: text({
    variable: 'STATE_DIRECTORY',
    about: 'Where the service keeps its API keys, receipts and audit log: a place of its own',
    default: './pulsebase-service',
    allowed: 'a directory',
  }),
  stateUrl: text({
    variable: 'STATE_URL',
    about: 'Where API keys and receipts are: in STATE_DIRECTORY (sqlite:), or in a database that services share',
    default: 'sqlite:',
    allowed: 'sqlite: or a database such as postgresql://user:password@host/database',
    // Which databases may hold a state is known where they are opened.
    accepts: (given) => /^[a-z][a-z0-9+.-]*:/i.test(given),
    show: (url, locationOf) => (url === 'sqlite:' ? url : hideSecrets(url, locationOf)),
    hide: (given) => (given === 'sqlite:' ? given : hideSecrets(given)),
  }),
  auditLog: oneOf(AUDIT_LOGS, {
    variable: 'AUDIT_LOG',
    about: 'Where the audit log is: a file in STATE_DIRECTORY, or a table beside the API keys',
    default: 'file',
  }),
  apiKeys: secret({
    variable: 'PULSEBASE_API_KEYS',
    about: 'API keys as hashes, beside those of "pulsebase keys create"',
    allowed: 'hashes such as name:read+write:SHA256 separated by commas',
    accepts: (keys) => keys.split(',').every((key) => KEY_HASH.test(key.trim())),
  }),
  dashboard: flag({
    variable: 'DASHBOARD',
    about: 'Whether the service shows its dashboard at /, to whoever signs in with an API key',
    default: true,
  }),
  apiKey: secret({
    variable: 'PULSEBASE_API_KEY',
    about: 'The API key with which --store http://… calls a service',
    allowed: 'an API key in plain letters and digits',
    accepts: (key) => /^[\w.~+/=-]+$/.test(key),
  }),
  bodyLimit: byteSize({
    variable: 'BODY_LIMIT',
    about: 'Largest body of readings, once unpacked',
    default: 4096 * MEBIBYTE,
  }),
  requestTimeout: seconds({
    variable: 'REQUEST_TIMEOUT',
    about: 'Seconds within which a request must have come in whole, and a large body must go on',
    default: 30,
    min: 0.1,
    max: 3600,
  }),
  drainTimeout: seconds({
    variable: 'DRAIN_TIMEOUT',
    about: 'Seconds that a stopping service gives to the work at hand',
    default: 30,
    min: 0.1,
    max: 3600,
  }),
  rateLimit: integer({
    variable: 'RATE_LIMIT',
    about: 'Requests a minute and API key; 0 means no limit',
    default: 6000,
    min: 0,
    max: 10_000_000,
  }),
  authFailureLimit: integer({
    variable: 'AUTH_FAILURE_LIMIT',
    about: 'Requests a minute and address whose API key is wrong or missing; 0 means no limit',
    default: 60,
    min: 0,
    max: 10_000_000,
  }),
  maxQueries: integer({
    variable: 'MAX_QUERIES',
    about: 'Queries at work at once; more are refused with 503',
    default: 128,
    min: 1,
    max: 10_000,
  }),
  maxPendingBytes: byteSize({
    variable: 'MAX_PENDING_BYTES',
    about: 'Bytes of small bodies that may wait to be written; more are refused with 503',
    default: 64 * MEBIBYTE,
  }),
  maxReceiptBytes: byteSize({
    variable: 'MAX_RECEIPT_BYTES',
    about:
      'Receipts kept for the idempotency keys of one API key, each for 24 hours; more such requests are refused with 429',
    default: 4096 * MEBIBYTE,
  }),
  maxUploads: integer({
    variable: 'MAX_UPLOADS',
    about: 'Large bodies taken at once; more are refused with 503',
    default: 4,
    min: 1,
    max: 100,
  }),
  groupCommitRows: integer({
    variable: 'GROUP_COMMIT_ROWS',
    about: 'Readings of small requests that are committed together at most',
    default: 20_000,
    min: 1,
    max: 500_000,
  }),
  groupCommitInterval: integer({
    variable: 'GROUP_COMMIT_INTERVAL',
    about: 'Milliseconds from one commit of small requests to the next while many come at once; one alone never waits',
    default: 10,
    min: 0,
    max: 60_000,
  }),
  corsOrigin: text({
    variable: 'CORS_ORIGIN',
    about: 'Origins whose pages may call the service (CORS); empty is none',
    allowed: 'origins such as https://app.example.org separated by commas',
    accepts: (origins) => origins.split(',').every((origin) => /^https?:\/\/[\w.:[\]-]+$/i.test(origin.trim())),
    // An origin has neither a login (`@`) nor a query (`?`), both of which may hold secrets.
    hide: (origins) => (/[@?]/.test(origins) ? hideAll(origins) : origins),
  }),
  alarmLook: seconds({
    variable: 'ALARM_LOOK',
    about:
      'Seconds from one look for readings that came round the service to the next, so that alarms follow them; 0 is never',
    default: 60,
    min: 0,
    max: 86_400,
  }),
  webhookPrivateNetworks: text({
    variable: 'WEBHOOK_PRIVATE_NETWORKS',
    about:
      'Networks beside the public internet that webhooks may be sent to, by http:// too; true is all, empty is none',
    allowed: 'true, or networks such as 10.0.0.0/8,fd00::/8 separated by commas',
    accepts: (given) => given.toLowerCase() === 'true' || parseNetworks(given) !== undefined,
  }),
  retentionDays: integer({
    variable: 'RETENTION_DAYS',
    about: 'Days that readings are kept; the service deletes older ones once a day. 0 keeps all for good',
    default: 0,
    min: 0,
    max: 36_500,
  }),
  slowQueryMs: milliseconds({
    variable: 'SLOW_QUERY_MS',
    about: 'Queries that take longer are logged',
    default: 500,
  }),
  sloWindow: seconds({
    variable: 'SLO_WINDOW',
    about: 'Seconds over which the service level objectives are watched',
    default: 300,
    min: 10,
    max: 86_400,
  }),
  sloQueryTopP95Ms: milliseconds({
    variable: 'SLO_QUERY_TOP_P95_MS',
    about: '95 of 100 answers to queryTop must be faster',
    default: 100,
  }),
  sloQueryUsersP95Ms: milliseconds({
    variable: 'SLO_QUERY_USERS_P95_MS',
    about: '95 of 100 answers to queryUsers must be faster',
    default: 200,
  }),
  sloIngestP95Ms: milliseconds({
    variable: 'SLO_INGEST_P95_MS',
    about: '95 of 100 small writes of readings must be faster',
    default: 1000,
  }),
  otlpEndpoint: text({
    variable: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    about: 'Where OpenTelemetry traces are sent (OTLP over HTTP); empty is nowhere',
    allowed: 'an address such as http://localhost:4318',
    accepts: (url) => /^https?:\/\/\S+$/i.test(url) && URL.canParse(url),
    show: (url) => hideSecrets(url),
    hide: (url) => hideSecrets(url),
  }),
  otlpServiceName: text({
    variable: 'OTEL_SERVICE_NAME',
    about: 'The name of this service in traces, as OpenTelemetry has it',
    default: 'pulsebase',
    allowed: 'a name',
  }),
};
