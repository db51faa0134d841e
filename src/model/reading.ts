import type { InstantInput } from './instant.ts';
import type { UserRef } from './user-ref.ts';

/** A heart-rate reading as callers give it. */
export interface ReadingInput {
  /** Id of the user, 1 to 2^53 - 1. Either this or `user` says whose reading it is. */
  readonly userId?: number;
  /** The user: an id, or the text of an external id. */
  readonly user?: UserRef;
  /** An instant from 1970 to before 2100, kept to the millisecond; text without an offset is UTC. */
  readonly timestamp: InstantInput;
  /** Beats per minute (LOINC 8867-4, UCUM `/min`), kept to 0.001 bpm, rounded half to even. */
  readonly heartRate: number;
}

/** A heart-rate reading as a store returns it. */
export interface Reading {
  /** Id of the user, 1 to 2^53 - 1. */
  readonly userId: number;
  /** To the millisecond, from 1970 to before 2100. */
  readonly timestamp: Date;
  /** Beats per minute, a decimal of at most three digits. */
  readonly heartRate: number;
}
