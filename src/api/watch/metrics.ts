import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LogUse } from '../../engine/log-use.ts';
import type { PoolUse } from '../../engine/pool-use.ts';
import type { StoreStats } from '../../engine/store-stats.ts';
import { type Receipt, ROW_OUTCOMES } from '../../store/store.ts';
import type { WriteObserver } from '../writes/group-commit.ts';
import { AlarmMetrics, type AlarmSources } from './alarm-metrics.ts';
import type { Objectives } from './objectives.ts';
import { observeLog } from './observe-log.ts';
import { processMetrics } from './process-metrics.ts';
import { recentStats } from './recent-stats.ts';
import { RetentionMetrics } from './retention-metrics.ts';
import { type WebhookBacklog, WebhookMetrics } from './webhook-metrics.ts';

/** Around the objectives: 25, 50 and 100 ms are edges. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Sources of the metrics, read on each scrape. */
export interface MetricSources {
  readonly objectives: Objectives;
  stats(): Promise<StoreStats>;
  /** Use of the store's connections; `undefined` where it has none. */
  poolUse(): PoolUse | undefined;
  /** What waits in the store's log; `undefined` where it has none. */
  logUse(): LogUse | undefined;
  /** Work in progress, by kind. */
  workInProgress(): Readonly<Record<string, number>>;
  /** Bytes of small bodies being read or waiting to be written. */
  pendingBytes(): number;
  readonly alarms: AlarmSources;
  /** What waits for webhooks. */
  webhookBacklog(): Promise<WebhookBacklog>;
}

/** Metrics for Prometheus, named as its guide says: base units, `_total`, labels of few values. */
export class Metrics implements WriteObserver {
  readonly #registry = new Registry();
  readonly alarms: AlarmMetrics;
  readonly webhooks: WebhookMetrics;
  readonly retention: RetentionMetrics;
  readonly #requests;
  readonly #queries;
  readonly #readings;
  readonly #rejected;
  readonly #groupRequests;
  readonly #groupRows;
  readonly #commits;
  readonly #refused;
  readonly #lostAuditEntries;

  constructor(sources: MetricSources) {
    // Begins to measure now, not at the first scrape.
    processMetrics();
    const registers = [this.#registry];
    this.#requests = new Histogram({
      name: 'pulsebase_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: SECONDS,
      registers,
    });
    this.#queries = new Histogram({
      name: 'pulsebase_query_duration_seconds',
      help: 'Time that the store took to answer.',
      labelNames: ['query', 'outcome'] as const,
      buckets: SECONDS,
      registers,
    });
    this.#readings = new Counter({
      name: 'pulsebase_readings_total',
      help: 'Readings taken, by what became of them.',
      labelNames: ['outcome'] as const,
      registers,
    });
    // Present from the start, so that ratios can be computed even while all rows are rejected.
    for (const outcome of ROW_OUTCOMES) this.#readings.inc({ outcome }, 0);
    this.#rejected = new Counter({
      name: 'pulsebase_rows_rejected_total',
      help: 'Rows of readings and users that were not taken, by reason.',
      labelNames: ['reason'] as const,
      registers,
    });
    this.#groupRequests = new Histogram({
      name: 'pulsebase_group_commit_requests',
      help: 'Small writes committed together.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
      registers,
    });
    this.#groupRows = new Histogram({
      name: 'pulsebase_group_commit_rows',
      help: 'Readings of small writes committed together.',
      buckets: [1, 10, 100, 1000, 10_000, 100_000],
      registers,
    });
    this.#commits = new Histogram({
      name: 'pulsebase_group_commit_duration_seconds',
      help: 'Time that committing a group of small writes took.',
      buckets: SECONDS,
      registers,
    });
    this.#refused = new Counter({
      name: 'pulsebase_requests_refused_total',
      help: 'Requests refused before any work, by code.',
      labelNames: ['code'] as const,
      registers,
    });
    this.#lostAuditEntries = new Counter({
      name: 'pulsebase_audit_entries_lost_total',
      help: 'Entries of the audit log that could not be written.',
      registers,
    });
    this.alarms = new AlarmMetrics(this.#registry, sources.alarms);
    this.webhooks = new WebhookMetrics(this.#registry, () => sources.webhookBacklog());
    this.retention = new RetentionMetrics(this.#registry);
    this.#observeObjectives(sources.objectives);
    this.#observeStore(sources);
    observeLog(this.#registry, () => sources.logUse());
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  query(query: string, outcome: 'answered' | 'failed', seconds: number): void {
    this.#queries.observe({ query, outcome }, seconds);
  }

  receipt(receipt: Receipt): void {
    for (const outcome of ROW_OUTCOMES) {
      if (receipt[outcome] > 0) this.#readings.inc({ outcome }, receipt[outcome]);
    }
    this.rejections(receipt);
  }

  rejections({ rejectedByReason }: Receipt): void {
    for (const [reason, rows] of Object.entries(rejectedByReason)) this.#rejected.inc({ reason }, rows);
  }

  group(requests: number, rows: number, ms: number): void {
    this.#groupRequests.observe(requests);
    this.#groupRows.observe(rows);
    this.#commits.observe(ms / 1000);
  }

  refused(code: string): void {
    this.#refused.inc({ code });
  }

  lostAuditEntry(): void {
    this.#lostAuditEntries.inc();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return Registry.merge([processMetrics(), this.#registry]).metrics();
  }

  #observeObjectives(objectives: Objectives): void {
    const registers = [this.#registry];
    const labelNames = ['objective'] as const;
    new Gauge({
      name: 'pulsebase_slo_p95_seconds',
      help: 'The 95th percentile over the window of the objectives.',
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const { name, p95Ms } of objectives.report().objectives) {
          if (p95Ms !== null) this.set({ objective: name }, p95Ms / 1000);
        }
      },
    });
    new Gauge({
      name: 'pulsebase_slo_objective_seconds',
      help: 'What the 95th percentile must stay below.',
      labelNames,
      registers,
      collect() {
        for (const { name, objectiveMs } of objectives.report().objectives) {
          this.set({ objective: name }, objectiveMs / 1000);
        }
      },
    });
    new Gauge({
      name: 'pulsebase_slo_met',
      help: '0 while the objective is broken; 1 while it is met, or too few were measured to say.',
      labelNames,
      registers,
      collect() {
        for (const { name, isMet } of objectives.report().objectives) this.set({ objective: name }, isMet ? 1 : 0);
      },
    });
    new Gauge({
      name: 'pulsebase_slo_samples',
      help: 'Answers measured in the window; fewer than 20 say nothing about the objective.',
      labelNames,
      registers,
      collect() {
        for (const { name, count } of objectives.report().objectives) this.set({ objective: name }, count);
      },
    });
  }

  #observeStore({ stats, workInProgress, pendingBytes, poolUse }: MetricSources): void {
    const registers = [this.#registry];
    const current = recentStats(stats);
    const ofStore = (name: string, help: string, value: (found: StoreStats) => number) =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          const found = await current();
          if (found === undefined) this.remove();
          else this.set(value(found));
        },
      });
    ofStore('pulsebase_store_users', 'Users in the store.', ({ users }) => users);
    ofStore('pulsebase_store_readings', 'Readings in the store.', ({ readings }) => readings);
    ofStore('pulsebase_store_bytes', 'Bytes that the store takes on disk.', ({ bytes }) => bytes.total);
    ofStore('pulsebase_store_pending_writes', 'Unfinished writes.', ({ pendingWrites }) => pendingWrites);
    new Gauge({
      name: 'pulsebase_work_in_progress',
      help: 'Queries, writes and uploads that are being worked on, and streams of rows that are being read.',
      labelNames: ['kind'] as const,
      registers,
      collect() {
        for (const [kind, count] of Object.entries(workInProgress())) this.set({ kind }, count);
      },
    });
    new Gauge({
      name: 'pulsebase_pending_bytes',
      help: 'Bytes of small bodies that are read or wait to be written.',
      registers,
      collect() {
        this.set(pendingBytes());
      },
    });
    if (poolUse() === undefined) return;
    new Gauge({
      name: 'pulsebase_pool_connections',
      help: 'Connections of the store to its engine, by whether they carry a statement.',
      labelNames: ['state'] as const,
      registers,
      collect() {
        const { inUse = 0, idle = 0 } = poolUse() ?? {};
        this.set({ state: 'in_use' }, inUse);
        this.set({ state: 'idle' }, idle);
      },
    });
    new Gauge({
      name: 'pulsebase_pool_waiting',
      help: 'Callers that wait for a connection of the pool.',
      registers,
      collect() {
        this.set(poolUse()?.waiting ?? 0);
      },
    });
  }
}
