import { byteSize, integer, milliseconds, seconds } from './definition-kinds.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { ServiceSettings } from './service-settings.ts';
import type { SettingDefinition } from './setting-definition.ts';

const MEBIBYTE = 1024 ** 2;
const KEY_HASH = /^[A-Za-z0-9._-]{1,64}:[a-z]+(?:\+[a-z]+)*:[0-9a-f]{64}$/i;

/** The settings of the service, in the order in which people see them. */
export const SERVICE_SETTING_DEFINITIONS: {
  readonly [K in keyof ServiceSettings]: SettingDefinition<ServiceSettings[K]>;
} = {
  host: text('HOST', '127.0.0.1', 'an address or a name of this machine', (host) => /^[\w.:%-]+$/.test(host)),
  port: integer('PORT', 8080, 0, 65_535),
  stateDirectory: text('STATE_DIRECTORY', './pulsebase-service', 'a directory', () => true),
  apiKeys: {
    ...text('PULSEBASE_API_KEYS', '', 'hashes such as name:read+write:SHA256 separated by commas', (keys) =>
      keys.split(',').every((key) => KEY_HASH.test(key.trim())),
    ),
    show: hidden,
    hide: hidden,
  },
  apiKey: {
    ...text('PULSEBASE_API_KEY', '', 'an API key in plain letters and digits', (key) => /^[\w.~+/=-]+$/.test(key)),
    show: hidden,
    hide: hidden,
  },
  bodyLimit: byteSize('BODY_LIMIT', 4096 * MEBIBYTE),
  requestTimeout: seconds('REQUEST_TIMEOUT', 30, 0.1, 3600),
  drainTimeout: seconds('DRAIN_TIMEOUT', 30, 0.1, 3600),
  rateLimit: integer('RATE_LIMIT', 6000, 0, 10_000_000),
  authFailureLimit: integer('AUTH_FAILURE_LIMIT', 60, 0, 10_000_000),
  maxQueries: integer('MAX_QUERIES', 128, 1, 10_000),
  maxPendingBytes: byteSize('MAX_PENDING_BYTES', 64 * MEBIBYTE),
  maxReceiptBytes: byteSize('MAX_RECEIPT_BYTES', 4096 * MEBIBYTE),
  maxUploads: integer('MAX_UPLOADS', 4, 1, 100),
  groupCommitRows: integer('GROUP_COMMIT_ROWS', 20_000, 1, 500_000),
  groupCommitInterval: integer('GROUP_COMMIT_INTERVAL', 250, 0, 60_000),
  corsOrigin: {
    ...text('CORS_ORIGIN', '', 'origins such as https://app.example.org separated by commas', (origins) =>
      origins.split(',').every((origin) => /^https?:\/\/[\w.:[\]-]+$/i.test(origin.trim())),
    ),
    // An origin has neither; a login or a token may be in front of one or behind the other.
    hide: (origins) => (/[@?]/.test(origins) ? hidden(origins) : origins),
  },
  slowQueryMs: milliseconds('SLOW_QUERY_MS', 500),
  sloWindow: seconds('SLO_WINDOW', 300, 10, 86_400),
  sloQueryTopP95Ms: milliseconds('SLO_QUERY_TOP_P95_MS', 100),
  sloQueryUsersP95Ms: milliseconds('SLO_QUERY_USERS_P95_MS', 200),
  sloIngestP95Ms: milliseconds('SLO_INGEST_P95_MS', 1000),
  otlpEndpoint: {
    ...text(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      '',
      'an address such as http://localhost:4318',
      (url) => /^https?:\/\/\S+$/i.test(url) && URL.canParse(url),
    ),
    show: hideSecrets,
    hide: hideSecrets,
  },
  otlpServiceName: text('OTEL_SERVICE_NAME', 'pulsebase', 'a name', () => true),
};

function text(
  variable: string,
  fallback: string,
  allowed: string,
  isAllowed: (text: string) => boolean,
): SettingDefinition<string> {
  return {
    variable,
    default: fallback,
    allowed,
    parse: (given) => (isAllowed(given) ? given : undefined),
    show: (value) => value,
  };
}

function hidden(secret: string): string {
  return secret === '' ? '' : '***';
}
