import { PulsebaseError } from '../../src/model/pulsebase-error.ts';

/** What is known about a user; nothing about one who does not exist. */
export async function ifKnown<T>(answer: Promise<T[]>): Promise<T[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof PulsebaseError && error.code === 'USER_NOT_FOUND') return [];
    throw error;
  }
}
