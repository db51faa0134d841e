import { member } from '../../importers/json/member.ts';
import { isUserId } from '../../model/user-id.ts';

export const BULK_TYPES = ['Patient', 'Observation'] as const;

export type BulkType = (typeof BULK_TYPES)[number];

/**
 * An export of FHIR bulk data. Its files are made when they are fetched, so that nothing has to be remembered of it: its id says
 * all of it. What may be fetched is up to the key of each request.
 */
export interface BulkJob {
  /** When it was asked for, Unix milliseconds. */
  readonly at: number;
  /** The URL that asked for it, below the base. */
  readonly request: string;
  readonly types: readonly BulkType[];
  /** Whose data; everybody's when left out. */
  readonly userId?: number | undefined;
}

export function bulkId(job: BulkJob): string {
  return Buffer.from(JSON.stringify(job)).toString('base64url');
}

/** The job with an id; `undefined` when there cannot be one. */
export function bulkJob(id: string): BulkJob | undefined {
  let job: unknown;
  try {
    job = JSON.parse(Buffer.from(id, 'base64url').toString());
  } catch {
    return undefined;
  }
  const [at, request, types, userId] = ['at', 'request', 'types', 'userId'].map((key) => member(job, key));
  if (typeof at !== 'number' || !(Math.abs(at) < 8.64e15) || typeof request !== 'string') return undefined;
  if (!Array.isArray(types) || (userId !== undefined && !isUserId(userId))) return undefined;
  return { at, request, types: BULK_TYPES.filter((type) => types.includes(type)), userId };
}
