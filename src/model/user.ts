/** FHIR administrative gender, https://hl7.org/fhir/valueset-administrative-gender.html, in the codes' order there. */
export const GENDERS = ['male', 'female', 'other', 'unknown'] as const;

/** A code of {@link GENDERS}. */
export type Gender = (typeof GENDERS)[number];

/** A person whose readings are kept. */
export interface User {
  /** 1 to 2^53 - 1. */
  readonly id: number;
  /**
   * Text that identifies the person in other systems, 1 to 255 characters, unchanged and unique in the store; `null` when there
   * is none.
   */
  readonly externalId: string | null;
  /** Display name; empty when unknown. */
  readonly name: string;
  /** A code of {@link GENDERS}. */
  readonly gender: Gender;
  /** Completed years, as stored, 0 to 150; `null` when unknown. */
  readonly age: number | null;
  /** Calendar date `YYYY-MM-DD`; wins over `age` where both are given; `null` when unknown. */
  readonly birthDate: string | null;
}

/** A user about whom nothing but the id is known. */
export const UNKNOWN_PERSON: Omit<User, 'id'> = {
  externalId: null,
  name: '',
  gender: 'unknown',
  age: null,
  birthDate: null,
};

/** A user as callers give it: what is omitted is unknown. */
export interface UserInput {
  /**
   * 1 to 2^53 - 1. If omitted, the user is the one with this external id, or a new one whose id is derived from it.
   */
  readonly id?: number;
  /**
   * Text that identifies the person in other systems, 1 to 255 characters, kept unchanged; no other user of the store may have
   * it.
   */
  readonly externalId?: string | null;
  /** Display name. */
  readonly name?: string | null;
  /** One of {@link GENDERS}. */
  readonly gender?: Gender | null;
  /** Completed years, an integer from 0 to 150. */
  readonly age?: number | null;
  /** Calendar date `YYYY-MM-DD`; wins over `age` where both are given. */
  readonly birthDate?: string | null;
}

/** Both ids of a user. */
export type UserIdentity = Pick<User, 'id' | 'externalId'>;

/** A checked user; if the id is missing, it has to be found by the external id, which is then present. */
export type PutUser = Omit<User, 'id'> & { readonly id: number | undefined };

/** A user as read from a row of a file, not yet checked. */
export interface UserRow {
  /** Line of the file. */
  readonly row: number;
  /** The fields as read. */
  readonly user: { readonly [field in keyof User]?: unknown };
  /** The row as written, if its reader keeps it. */
  readonly text?: string | undefined;
  /** The header that {@link text} is read by, where its file has one. */
  readonly header?: string | undefined;
}
