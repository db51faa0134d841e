import { once } from 'node:events';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { ServiceSettings } from '../config/service-settings.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { openState } from '../state/open-state.ts';
import type { Store } from '../store/store.ts';
import { AlarmService } from './alarms/alarm-service.ts';
import { notingStore } from './alarms/noting-store.ts';
import { KeyRing } from './auth/key-ring.ts';
import { KeyStore } from './auth/key-store.ts';
import { KnownKeys } from './auth/known-keys.ts';
import { SessionStore } from './auth/session-store.ts';
import { Sessions } from './auth/sessions.ts';
import { SharedRates } from './auth/shared-rates.ts';
import { UnknownCallers } from './auth/unknown-callers.ts';
import { buildApp } from './build-app.ts';
import { PAGES_DIRECTORY, readPages } from './dashboard/page-files.ts';
import { answeringConnections } from './front/answering-connections.ts';
import { ReadGate } from './reads/read-gate.ts';
import { ROUTES, type Routes } from './routes/route-list.ts';
import type { App, ServiceContext } from './service-context.ts';
import { Idempotency } from './state/idempotency.ts';
import { keepFresh } from './state/keep-fresh.ts';
import { Leader, soleLeader } from './state/leader.ts';
import { openUploadFolder } from './state/open-upload-folder.ts';
import { OwnClaims } from './state/own-claims.ts';
import { ReceiptStore } from './state/receipt-store.ts';
import { SharedClaims } from './state/shared-claims.ts';
import { Metrics } from './watch/metrics.ts';
import { Objectives } from './watch/objectives.ts';
import { openAudit } from './watch/open-audit.ts';
import { Readiness } from './watch/readiness.ts';
import { makeTracer, NO_TRACER } from './watch/tracing.ts';
import { Telling } from './webhooks/telling.ts';
import { Retention } from './writes/retention.ts';
import { RetentionRuns } from './writes/retention-runs.ts';
import { ServiceWrites } from './writes/service-writes.ts';

/** Interval of checking objectives, logging callers without a key, and deleting old receipts. */
const HOUSEKEEPING_MS = 10_000;
/** How long a connection stays open when the service stops, so that its caller can read the answer. */
const LINGER_MS = 1000;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

export interface ServiceOptions {
  readonly settings: ServiceSettings;
  readonly version: string;
  readonly log: FastifyBaseLogger;
  /** Require no keys; only on loopback. */
  readonly isOpen?: boolean;
  /** Where the built dashboard is; that of the package when omitted. */
  readonly pagesDirectory?: string;
  /** The whole service when omitted. */
  readonly routes?: readonly Routes[];
}

/** A service over a store; the caller still owns the store, and closes it later. */
export interface Service {
  readonly app: App;
  /** Starts accepting requests, and returns its address. @throws PulsebaseError `INVALID_SETTING` when it cannot. */
  listen(): Promise<string>;
  /** Refuses new requests, finishes those under way, and stops. */
  stop(): Promise<void>;
  /** Reopens the audit log, after it was moved away. */
  reopenLogs(): void;
}

/**
 * Makes a service over a store.
 *
 * @throws PulsebaseError `INVALID_SETTING` (no keys required on a public address), `STORE_UNWRITABLE` (the state directory).
 */
export async function makeService(store: Store, options: ServiceOptions): Promise<Service> {
  const { settings, log, isOpen = false, routes = ROUTES, pagesDirectory = PAGES_DIRECTORY } = options;
  if (isOpen && !LOOPBACK.test(settings.host)) {
    throw new PulsebaseError(
      'INVALID_SETTING',
      `without keys the service may listen on loopback alone, not on ${settings.host}; leave --insecure out, or HOST`,
      { field: 'HOST' },
    );
  }
  const state = await openState(settings, { durable: false });
  const receipts = await ReceiptStore.open(state);
  const uploads = openUploadFolder(settings.stateDirectory);
  const keyStore = new KeyStore(state);
  const shared = state.isShared
    ? {
        keys: await KnownKeys.open(keyStore),
        claims: new SharedClaims(state),
        rates: new SharedRates(state, settings.rateLimit),
      }
    : undefined;
  const keys = new KeyRing(shared?.keys ?? keyStore, settings.apiKeys);
  const sessions = new SessionStore(state);
  const pages = settings.dashboard ? readPages(pagesDirectory) : undefined;
  if (settings.dashboard && pages === undefined) log.warn('the dashboard is not built; build it: npm run build:web');
  const { audit, trail } = await openAudit(settings, state, {
    failed: (err) => log.error({ err }, 'the audit log cannot be written; its entries wait in memory'),
    lost: () => metrics.lostAuditEntry(),
  });
  const objectives = new Objectives(settings, log);
  const load = {
    pendingBytes: 0,
    uploads: 0,
    maxPendingBytes: settings.maxPendingBytes,
    maxUploads: settings.maxUploads,
  };
  const metrics: Metrics = new Metrics({
    objectives,
    stats: () => store.stats(),
    poolUse: () => store.poolUse?.(),
    logUse: () => store.logUse?.(),
    workInProgress: () => ({
      queries: queries.atWork,
      writes: writes.underWay,
      uploads: load.uploads,
      streams: queries.streams,
      alarm_streams: telling.streams,
    }),
    pendingBytes: () => load.pendingBytes,
    alarms: {
      standing: () => alarms.list.standing(),
      oldestNotedMs: () => alarms.oldestNotedMs(),
      failing: () => alarms.failing,
    },
    webhookBacklog: () => telling.backlog(),
  });
  const telling: Telling = new Telling(state, {
    settings,
    log,
    observer: metrics.webhooks,
    externalIdOf: async (userId) => (await store.identifyUsers([userId]))[0]?.externalId ?? null,
  });
  const tracer =
    settings.otlpEndpoint === ''
      ? NO_TRACER
      : makeTracer(settings.otlpEndpoint, settings.otlpServiceName, (error) =>
          log.warn({ err: error }, 'traces could not be sent'),
        );
  const queries = new ReadGate(store, { metrics, ...settings });
  // Any query will do: a store with an old schema does not open at all.
  const readiness = new Readiness(() => store.getUser(1), log);
  const unknownCallers = new UnknownCallers(settings.authFailureLimit, log);
  const alarms: AlarmService = new AlarmService(
    state,
    store,
    log,
    (changes, delayMs) => metrics.alarms.told(changes, delayMs),
    settings.alarmLook * 1000,
  );
  const writes = new ServiceWrites(notingStore(store, alarms), settings, metrics, state.isShared ? state : undefined);
  await writes.fence.refresh();
  const retentionRuns = new RetentionRuns(state, log, metrics.retention);
  const retention = new Retention({
    days: settings.retentionDays,
    writes,
    log,
    audit: (entry) => audit.add(entry),
    onRun: (keptFrom, readings) => retentionRuns.add(keptFrom, readings),
  });
  const leader = state.isShared
    ? new Leader(state, (leads) => log.info(leads ? 'this service leads' : 'this service no longer leads'))
    : undefined;
  const leadership = leader ?? (await soleLeader(state));
  const stopped = new AbortController();
  const context: ServiceContext = {
    settings,
    engine: store.engine,
    version: options.version,
    queries,
    readiness,
    uploads,
    idempotency: new Idempotency(receipts, shared?.claims ?? new OwnClaims(), settings.maxReceiptBytes),
    metrics,
    objectives,
    tracer,
    load,
    telling,
    retentionRuns,
    audit: (entry) => audit.add(entry),
    auditTrail: trail,
    findKey: (text) => keys.find(text),
    keys: keyStore,
    sessions: settings.dashboard ? new Sessions(sessions, keys) : undefined,
    pages,
    rates: shared?.rates,
    alarms,
    unknownCallers,
    isOpen,
    stopping: stopped.signal,
    refusal: () => (stopped.signal.aborted ? String(stopped.signal.reason) : undefined),
  };
  const app = await buildApp(context, writes, log, routes);
  await app.ready();
  const answering = answeringConnections(app.server);
  const housekeeping = setInterval(() => {
    objectives.check();
    unknownCallers.tellOld();
    const { lease } = leadership;
    if (lease === undefined) return;
    void retention.check();
    const isOver = () => stopped.signal.aborted || lease.signal.aborted;
    deleteOld(
      [
        receipts,
        { deleteOld: () => alarms.store.deleteOldEvents() },
        { deleteOld: () => alarms.store.deleteOldSnoozes() },
      ],
      [shared?.claims, shared?.rates, writes.fence, sessions],
      isOver,
    ).catch((err: unknown) => log.warn({ err }, 'old receipts and events cannot be deleted; the service tries again'));
  }, HOUSEKEEPING_MS);
  housekeeping.unref();
  leader?.start();
  await alarms.start(leadership, (signal) => telling.run(signal));
  // What keeps its claims alive waits for nothing else.
  const ends =
    shared === undefined
      ? []
      : [
          keepFresh(async () => {
            await Promise.all([shared.claims.renew(), writes.fence.renew()]);
          }),
          keepFresh(() => shared.rates.refresh(), { ms: 1000 }),
          keepFresh(
            async () => {
              await Promise.all([shared.keys.refresh(), writes.fence.refresh()]);
            },
            { log },
          ),
          // By itself, as it deletes from the store: no key waits for that.
          keepFresh(() => writes.fence.settle(), {
            log,
            failing: 'what other services erased meanwhile cannot be erased once more; the service tries again',
            again: 'what other services erased meanwhile is erased once more',
          }),
        ];

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    stopped.abort('the service is stopping; try again in a moment');
    writes.hurry();
    const deadline = performance.now() + settings.drainTimeout * 1000;
    const atWork = () => writes.underWay + queries.atWork;
    while (atWork() + answering() > 0 && performance.now() < deadline) await sleep(20);
    if (atWork() > 0) log.warn({ atWork: atWork() }, 'work is cut off: DRAIN_TIMEOUT is over');
    const closed = app.close();
    // A connection without a pending answer can only be sending the rest of a refused body, or the start of a request.
    await Promise.race([closed, sleep(LINGER_MS, undefined, { ref: false })]);
    app.server.closeAllConnections();
    await closed;
    // Requests whose connections were just closed are still being recorded.
    await setImmediate();
    clearInterval(housekeeping);
    unknownCallers.close();
    await tracer.close();
    await audit.close();
    for (const end of ends) await end();
    await alarms.stop();
    await leadership.stop();
    await state.close();
  };
  return {
    app,
    async listen() {
      try {
        await app.listen({ host: settings.host, port: settings.port });
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new PulsebaseError(
          'INVALID_SETTING',
          `cannot listen on ${settings.host}:${settings.port} (${reason}); set HOST and PORT`,
          { field: 'PORT', cause },
        );
      }
      const address = app.server.address();
      if (address === null || typeof address === 'string') await once(app.server, 'listening');
      return app.listeningOrigin;
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    reopenLogs: () => audit.reopen(),
  };
}

/** A little at a time, so that requests get their turn in between. */
async function deleteOld(
  many: readonly { deleteOld(): Promise<boolean> }[],
  others: readonly ({ deleteOld(): Promise<void> } | undefined)[],
  isOver: () => boolean,
): Promise<void> {
  for (const other of others) if (!isOver()) await other?.deleteOld();
  for (const each of many) {
    for (let round = 0; round < 100 && !isOver() && (await each.deleteOld()); round += 1) await setImmediate();
  }
}
