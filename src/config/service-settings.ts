/** Settings of the HTTP service, and of those who call it. */
export interface ServiceSettings {
  /** `HOST`: the address that the service listens on. */
  readonly host: string;
  /** `PORT`, 0 to 65535; 0 takes any free port. */
  readonly port: number;
  /** `STATE_DIRECTORY`: where the service keeps its API keys, receipts and audit log. */
  readonly stateDirectory: string;
  /** `PULSEBASE_API_KEYS`: keys as hashes, `name:scope+scope:sha256` separated by commas; empty when there are none. */
  readonly apiKeys: string;
  /** `PULSEBASE_API_KEY`: the key with which a store behind a service is called. Secret; empty when there is none. */
  readonly apiKey: string;
  /** `BODY_LIMIT`: bytes of a body of readings, unpacked. */
  readonly bodyLimit: number;
  /** `REQUEST_TIMEOUT`: seconds within which a request must have come, and a large body go on. */
  readonly requestTimeout: number;
  /** `DRAIN_TIMEOUT`: seconds that a stopping service gives to the work at hand. */
  readonly drainTimeout: number;
  /** `RATE_LIMIT`: requests a minute and API key; 0 is no limit. */
  readonly rateLimit: number;
  /** `AUTH_FAILURE_LIMIT`: requests a minute and address whose key is wrong or missing; 0 is no limit. */
  readonly authFailureLimit: number;
  /** `MAX_QUERIES`: queries at work at once; more are refused. */
  readonly maxQueries: number;
  /** `MAX_PENDING_BYTES`: bytes of small bodies that wait to be written; more are refused. */
  readonly maxPendingBytes: number;
  /** `MAX_RECEIPT_BYTES`: bytes of receipts kept for the idempotency keys of one API key; more requests with one are refused. */
  readonly maxReceiptBytes: number;
  /** `MAX_UPLOADS`: large bodies taken at once; more are refused. */
  readonly maxUploads: number;
  /** `GROUP_COMMIT_ROWS`: readings of small requests that are written together at most. */
  readonly groupCommitRows: number;
  /** `GROUP_COMMIT_INTERVAL`: milliseconds from one such commit to the next while there is a crowd. */
  readonly groupCommitInterval: number;
  /** `CORS_ORIGIN`: origins whose pages may call the service, separated by commas; empty is none. */
  readonly corsOrigin: string;
  /** `SLOW_QUERY_MS`: queries that take longer are logged. */
  readonly slowQueryMs: number;
  /** `SLO_WINDOW`: seconds over which the objectives are watched. */
  readonly sloWindow: number;
  /** `SLO_QUERY_TOP_P95_MS`, `SLO_QUERY_USERS_P95_MS`, `SLO_INGEST_P95_MS`: 95 of 100 answers must be faster. */
  readonly sloQueryTopP95Ms: number;
  readonly sloQueryUsersP95Ms: number;
  readonly sloIngestP95Ms: number;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: where traces are sent; empty is nowhere. */
  readonly otlpEndpoint: string;
  /** `OTEL_SERVICE_NAME`. */
  readonly otlpServiceName: string;
}
