import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ServiceSettings } from '../config/service-settings.ts';
import type { ApiKey, Scope } from './auth/api-key.ts';
import type { UnknownCallers } from './auth/unknown-callers.ts';
import type { ProblemStatus } from './docs/problem-responses.ts';
import type { ReadGate } from './reads/read-gate.ts';
import type { SchemaTypes } from './schemas/type-provider.ts';
import type { Idempotency } from './state/idempotency.ts';
import type { AuditEntry } from './watch/audit-log.ts';
import type { Metrics } from './watch/metrics.ts';
import type { Measured, Objectives } from './watch/objectives.ts';
import type { Readiness } from './watch/readiness.ts';
import type { RequestTrace, Tracer } from './watch/tracing.ts';
import type { RequestWrite } from './writes/request-write.ts';

/** What routes work with. The store itself is not among it: queries go through `queries`, writes through `request.write`. */
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
  /** Settles when the entry is in the file, or has to wait; never rejects. */
  audit(entry: AuditEntry): Promise<void>;
  /** The key whose text this is. */
  findKey(text: string): ApiKey | undefined;
  readonly unknownCallers: UnknownCallers;
  /** Whether requests need no key. */
  readonly isOpen: boolean;
  /** Aborted, with the reason for people, when the service stops. */
  readonly stopping: AbortSignal;
  /** Why the service takes no requests, or `undefined` when it does. */
  readonly refusal: () => string | undefined;
}

/** Bounds of what is taken in at once, so that memory does not grow with the number of callers. */
export interface LoadLimits {
  /** Bytes of small bodies that are read or wait to be written. */
  pendingBytes: number;
  readonly maxPendingBytes: number;
  /** Large bodies that are being taken. */
  uploads: number;
  readonly maxUploads: number;
}

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to do; without it only `admin` may. */
    readonly scope?: Scope | 'public' | 'any';
    /** What the audit log calls this. */
    readonly action?: string;
    /** Whose objective the time of the answer counts for. */
    readonly measured?: Measured;
    /** Statuses of problems that it may answer, beside those that all routes of its kind may. */
    readonly problems?: readonly ProblemStatus[];
  }

  interface FastifyRequest {
    apiKey: ApiKey | undefined;
    /** What the audit log has to say beside the action. */
    audited: Pick<AuditEntry, 'users' | 'rows'>;
    /** What a request that may change something writes with; an error for one whose method says that it does not. */
    readonly write: RequestWrite;
    /**
     * From when on it is held to its objective, as of `performance.now()`; from its beginning when nothing is said.
     */
    measuredFrom: number | 'never' | undefined;
    /** The status that an answer should have had which is a stream and went wrong after its head was sent. */
    brokenAs: number | undefined;
    /**
     * Writes the entry of a change that is answered by a stream, before the last word of it: only then is known how it ended. For
     * all other answers this is done.
     */
    auditStream(status: number): Promise<void>;
    /** Whether it is in metrics and logs already. */
    isRecorded: boolean;
    /** Whether it is in the audit log, or on its way there. */
    isAudited: boolean;
    trace: RequestTrace;
  }
}
