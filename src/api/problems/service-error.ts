import { type ErrorCode, type ErrorDetails, PulsebaseError } from '../../model/pulsebase-error.ts';
import type { Receipt } from '../../store/store.ts';

export interface ServiceErrorDetails extends ErrorDetails {
  /** Seconds after which the caller may try again. */
  readonly retryAfter?: number;
  /** How far a body of readings was committed before the error; without a row where each of its files has its own. */
  readonly committed?: { readonly lastCommittedRow?: number; readonly receipt: Receipt };
}

/** An error of a request, with the status of its answer. */
export class ServiceError extends PulsebaseError {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly committed: ServiceErrorDetails['committed'];

  constructor(status: number, code: ErrorCode, message: string, details: ServiceErrorDetails = {}) {
    super(code, message, details);
    this.status = status;
    this.retryAfter = details.retryAfter;
    this.committed = details.committed;
  }
}

export function overloaded(message: string, retryAfter = 1): ServiceError {
  return new ServiceError(503, 'OVERLOADED', message, { retryAfter });
}
