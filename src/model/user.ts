/** FHIR administrative gender, https://hl7.org/fhir/valueset-administrative-gender.html, in the codes' order there. */
export const GENDERS = ['male', 'female', 'other', 'unknown'] as const;

/** A code of {@link GENDERS}. */
export type Gender = (typeof GENDERS)[number];

/** A person whose readings are kept. */
export interface User {
  /** 1 to 2^53 - 1. */
  readonly id: number;
  /** Text by which others know the person, 1 to 255 characters, kept as it is and unique in the store; `null` when there is none. */
  readonly externalId: string | null;
  /** Name for people; empty when not known. */
  readonly name: string;
  /** `unknown` when not known. */
  readonly gender: Gender;
  /** Completed years, as stored, 0 to 150; `null` when not known. */
  readonly age: number | null;
  /** Calendar date `YYYY-MM-DD`; wins over `age` where both are given; `null` when not known. */
  readonly birthDate: string | null;
}

/** What is known of a person of whom nothing was told. */
export const UNKNOWN_PERSON: Omit<User, 'id'> = {
  externalId: null,
  name: '',
  gender: 'unknown',
  age: null,
  birthDate: null,
};

/** A user as callers give it: what is left out is unknown. */
export interface UserInput {
  /**
   * 1 to 2^53 - 1. Where it is left out, the user is the one with this external id, or a new one whose id is derived from that.
   */
  readonly id?: number;
  /** Text by which others know the person, 1 to 255 characters, kept as it is; no other user of the store may have it. */
  readonly externalId?: string | null;
  /** Name for people. */
  readonly name?: string | null;
  /** One of {@link GENDERS}. */
  readonly gender?: Gender | null;
  /** Completed years, an integer from 0 to 150. */
  readonly age?: number | null;
  /** Calendar date `YYYY-MM-DD`; wins over `age` where both are given. */
  readonly birthDate?: string | null;
}

/** Who a user is: by both names. */
export type UserIdentity = Pick<User, 'id' | 'externalId'>;

/** A user as checked, whose id may still have to be found by the external id, which is given then. */
export type PutUser = Omit<User, 'id'> & { readonly id: number | undefined };

/** A user as read from a row of a file, not yet checked. */
export interface UserRow {
  /** Line of the file. */
  readonly row: number;
  /** The fields as read. */
  readonly user: { readonly [field in keyof User]?: unknown };
}
