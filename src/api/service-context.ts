import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ServiceSettings } from '../config/service-settings.ts';
import type { CopyFolder } from '../importers/input/copy-folder.ts';
import type { AlarmService } from './alarms/alarm-service.ts';
import type { ApiKey, Scope } from './auth/api-key.ts';
import type { KeyStore } from './auth/key-store.ts';
import type { Sessions } from './auth/sessions.ts';
import type { SharedRates } from './auth/shared-rates.ts';
import type { UnknownCallers } from './auth/unknown-callers.ts';
import type { PageFiles } from './dashboard/page-files.ts';
import type { ProblemStatus } from './docs/problem-responses.ts';
import type { ReadGate } from './reads/read-gate.ts';
import type { SchemaTypes } from './schemas/type-provider.ts';
import type { Idempotency } from './state/idempotency.ts';
import type { AuditEntry } from './watch/audit-log.ts';
import type { Metrics } from './watch/metrics.ts';
import type { Measured, Objectives } from './watch/objectives.ts';
import type { AuditTrail } from './watch/open-audit.ts';
import type { Readiness } from './watch/readiness.ts';
import type { RequestTrace, Tracer } from './watch/tracing.ts';
import type { Telling } from './webhooks/telling.ts';
import type { RequestWrite } from './writes/request-write.ts';
import type { RetentionRuns } from './writes/retention-runs.ts';

/** What routes work with. Not the store itself: queries go through `queries`, writes through `request.write`. */
export interface ServiceContext {
  readonly settings: ServiceSettings;
  /** Name of the engine behind the store. */
  readonly engine: string;
  readonly version: string;
  readonly queries: ReadGate;
  readonly readiness: Readiness;
  readonly idempotency: Idempotency;
  readonly metrics: Metrics;
  readonly objectives: Objectives;
  readonly tracer: Tracer;
  readonly load: LoadLimits;
  /** Webhooks, and the log of alarms that they tell of. */
  readonly telling: Telling;
  readonly retentionRuns: RetentionRuns;
  /** Settles when the entry is in the file, or has to wait; never rejects. */
  audit(entry: AuditEntry): Promise<void>;
  /** The audit log read again. */
  readonly auditTrail: AuditTrail;
  /** Returns the key with this text. */
  findKey(text: string): Promise<ApiKey | undefined>;
  /** The API keys of the state. */
  readonly keys: KeyStore;
  /** Browsers that have signed in; none where there is no dashboard. */
  readonly sessions: Sessions | undefined;
  /** The built pages of the dashboard, if it is switched on. */
  readonly pages: PageFiles | undefined;
  /** Requests by key, where services count them together. */
  readonly rates: SharedRates | undefined;
  readonly alarms: AlarmService;
  readonly unknownCallers: UnknownCallers;
  /** Where bodies of uploads are kept while they are read. */
  readonly uploads: CopyFolder;
  /** Whether requests need no key. */
  readonly isOpen: boolean;
  /** Aborted, with a reason for people, when the service stops. */
  readonly stopping: AbortSignal;
  /** Why the service accepts no requests, or `undefined` when it does. */
  readonly refusal: () => string | undefined;
}

/** Limits on concurrent work, so that memory does not grow with the number of callers. */
export interface LoadLimits {
  /** Bytes of small bodies being read or waiting to be written. */
  pendingBytes: number;
  readonly maxPendingBytes: number;
  /** Large bodies being processed. */
  uploads: number;
  readonly maxUploads: number;
}

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope required of a key; `admin` if omitted. */
    readonly scope?: Scope | 'public' | 'any';
    /** Its name in the audit log. */
    readonly action?: string;
    /** The objective that its latency counts towards. */
    readonly measured?: Measured;
    /** Statuses of problems that it may answer, besides those of all routes of its kind. */
    readonly problems?: readonly ProblemStatus[];
  }

  interface FastifyRequest {
    apiKey: ApiKey | undefined;
    /** What the audit log records besides the action. */
    audited: Pick<AuditEntry, 'users' | 'rows'>;
    /** How a request that may change data writes; throws for methods that must not change any. */
    readonly write: RequestWrite;
    /**
     * When its latency for the objective starts, as of `performance.now()`; `undefined` for the start of the request.
     */
    measuredFrom: number | 'never' | undefined;
    /** The status of a stream that failed after its headers were sent. */
    brokenAs: number | undefined;
    /**
     * Writes the audit entry of a change answered by a stream, before its last line: only then the outcome is known. Other
     * answers are recorded automatically.
     */
    auditStream(status: number): Promise<void>;
    /** Whether it is in metrics and logs already. */
    isRecorded: boolean;
    /** Whether it is in the audit log, or on its way there. */
    isAudited: boolean;
    trace: RequestTrace;
  }
}
