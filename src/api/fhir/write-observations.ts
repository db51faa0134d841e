import { observationOf } from '../../fhir/observation.ts';
import { observationId } from '../../fhir/observation-id.ts';
import { ReadingBlock } from '../../model/reading-block.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { UserRef } from '../../model/user-ref.ts';
import type { Receipt } from '../../store/store.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { RequestWrite } from '../writes/request-write.ts';
import type { ObservedReading } from './reading-of-observation.ts';

/** What became of an Observation: the resource as stored, or why it was not taken. */
export type Written =
  | { readonly resource: ReturnType<typeof observationOf>; readonly userId: number }
  | { readonly rejection: Rejection };

/**
 * Writes readings in one commit: all that are allowed, or, if all must be, none unless all are.
 *
 * @throws ServiceError 422 about the first that is not allowed, if all must be.
 */
export async function writeObservations(
  write: RequestWrite,
  readings: readonly ObservedReading[],
  mustAll: boolean,
): Promise<{ readonly written: readonly Written[]; readonly receipt: Receipt }> {
  if (mustAll) {
    const { rejections } = await write.batch(blockOf(readings), { dryRun: true });
    const [first] = rejections;
    if (first !== undefined) throw refused(first);
  }
  const ids = await idsOf(write, readings);
  const receipt = await write.together(blockOf(readings));
  const rejected = new Map(receipt.rejections.map((rejection) => [rejection.row, rejection]));
  const written = readings.map(({ timestamp, heartRate }, at): Written => {
    const userId = ids[at];
    const rejection = rejected.get(at + 1);
    if (rejection !== undefined || userId === undefined) {
      return {
        rejection: rejection ?? { row: at + 1, reason: 'unknown_user', message: 'the user was deleted meanwhile' },
      };
    }
    return { userId, resource: observationOf(userId, timestamp, Math.round(heartRate * 1000)) };
  });
  return { written, receipt };
}

/** The error about a reading that is not allowed. */
export function refused({ row, message, reason }: Rejection, at = `Bundle.entry[${row - 1}].resource`): ServiceError {
  if (reason === 'erased') return new ServiceError(409, 'ERASED', message, { field: `${at}.subject` });
  const element = reason.includes('user') ? 'subject' : reason.includes('timestamp') ? 'effective' : 'value';
  return new ServiceError(422, 'INVALID_ARGUMENT', message, { field: `${at}.${element}` });
}

/** Where an Observation is, below the base. */
export function locationOf(userId: number, timestamp: number): string {
  return `Observation/${observationId(userId, timestamp)}`;
}

function blockOf(readings: readonly ObservedReading[]): ReadingBlock {
  const block = new ReadingBlock(readings.length);
  for (const [at, { user, timestamp, heartRate }] of readings.entries()) block.add(at + 1, user, timestamp, heartRate);
  return block;
}

async function idsOf(
  write: RequestWrite,
  readings: readonly ObservedReading[],
): Promise<readonly (number | undefined)[]> {
  const names = readings.map(({ user }): UserRef => (typeof user === 'number' ? user : user.text));
  const texts = [...new Set(names.filter((name) => typeof name === 'string'))];
  const known = texts.length === 0 ? [] : await write.whoAre(texts);
  const ids = new Map(texts.map((text, at) => [text, known[at]?.id]));
  return names.map((name) => (typeof name === 'number' ? name : ids.get(name)));
}
