/** FHIR administrative gender, https://hl7.org/fhir/valueset-administrative-gender.html, in the codes' order there. */
export const GENDERS = ['male', 'female', 'other', 'unknown'] as const;

export type Gender = (typeof GENDERS)[number];

/** A person whose readings are kept. */
export interface User {
  /** 1 to 2^53 - 1. */
  readonly id: number;
  readonly name: string;
  readonly gender: Gender;
  /** Completed years, as stored, 0 to 150; `null` when not known. */
  readonly age: number | null;
  /** Calendar date `YYYY-MM-DD`; wins over `age` where both are given; `null` when not known. */
  readonly birthDate: string | null;
}

/** A user as callers give it: what is left out is unknown. */
export interface UserInput {
  readonly id: number;
  readonly name?: string | null;
  readonly gender?: Gender | null;
  readonly age?: number | null;
  readonly birthDate?: string | null;
}

/** A user as read from a row of a file, not yet checked. */
export interface UserRow {
  /** Line of the file. */
  readonly row: number;
  readonly user: { readonly [field in keyof User]?: unknown };
}
