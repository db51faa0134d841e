import { member, textMember } from '../../importers/json/member.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import { operationOutcome } from './operation-outcome.ts';
import { type ObservedReading, readingOfObservation } from './reading-of-observation.ts';
import type { Written } from './write-observations.ts';
import { refused } from './write-observations.ts';

/** An entry of a Bundle: the reading that it is about, or what is wrong with it. */
export type BundleEntry = ObservedReading | ServiceError;

export interface OpenBundle {
  readonly type: 'transaction' | 'batch';
  readonly entries: readonly BundleEntry[];
}

const MOST_ENTRIES = 10_000;

/**
 * The entries of a Bundle that is to be carried out: each creates an Observation.
 *
 * @throws ServiceError 422 when it is no such Bundle, or, in a transaction, for its first entry that is wrong.
 */
export function openBundle(bundle: unknown): OpenBundle {
  if (member(bundle, 'resourceType') !== 'Bundle') throw invalid('Bundle.resourceType', 'resourceType must be Bundle');
  const type = member(bundle, 'type');
  if (type !== 'transaction' && type !== 'batch') throw invalid('Bundle.type', 'type must be transaction or batch');
  const entries = member(bundle, 'entry') ?? [];
  if (!Array.isArray(entries)) throw invalid('Bundle.entry', 'entry must be an array');
  if (entries.length > MOST_ENTRIES) {
    throw invalid(
      'Bundle.entry',
      `a Bundle has ${MOST_ENTRIES} entries at most; larger ones are taken by POST /v1/uploads`,
    );
  }
  const opened = entries.map((entry: unknown, at): BundleEntry => {
    try {
      return readingOfEntry(entry, `Bundle.entry[${at}]`);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return error;
    }
  });
  const fault = opened.find((entry) => entry instanceof ServiceError);
  if (type === 'transaction' && fault !== undefined) throw fault;
  return { type, entries: opened };
}

function readingOfEntry(entry: unknown, at: string): ObservedReading {
  const request = member(entry, 'request');
  const [method, url] = [textMember(request, 'method'), textMember(request, 'url')];
  if (method !== 'POST' || url !== 'Observation') {
    throw invalid(`${at}.request`, 'a Bundle may create Observations alone: method POST, url Observation');
  }
  if (member(request, 'ifNoneExist') !== undefined) {
    throw invalid(`${at}.request.ifNoneExist`, 'leave ifNoneExist out: one patient has one heart rate at an instant');
  }
  return readingOfObservation(member(entry, 'resource'), `${at}.resource`);
}

/** The answer to a Bundle, an entry for each of its entries in their order. */
export function bundleAnswer(
  { type, entries }: OpenBundle,
  written: readonly Written[],
  base: string,
  requestId: string,
) {
  const outcomes = written.values();
  return {
    resourceType: 'Bundle',
    type: `${type}-response`,
    ...(entries.length === 0
      ? {}
      : {
          entry: entries.map((entry) => {
            const failed = (error: ServiceError) => {
              const answer = problemOf(error, requestId);
              return { response: { status: String(answer.status), outcome: operationOutcome(answer) } };
            };
            if (entry instanceof ServiceError) return failed(entry);
            const outcome = outcomes.next().value!;
            if ('rejection' in outcome) return failed(refused(outcome.rejection, 'Observation'));
            return { response: { status: '201', location: `${base}/Observation/${outcome.resource.id}` } };
          }),
        }),
  };
}

function invalid(field: string, message: string): ServiceError {
  return new ServiceError(422, 'INVALID_ARGUMENT', message, { field });
}
