import type { LocationOf } from './hide-secrets.ts';

/** What one setting is, and how it is named, read and shown: all that there is to say of it. */
export interface SettingDefinition<T> {
  /** Name of the variable. */
  readonly variable: string;
  /** What it is for, for people; ends without a full stop. */
  readonly about: string;
  readonly default: T;
  /** What is allowed, as it follows "must be". */
  readonly allowed: string;
  /** The value of trimmed text that is not empty, or `undefined` when it is not allowed. */
  parse(text: string): T | undefined;
  /**
   * The value as it may be shown; {@link parse} reads it again unless it holds a secret. The URL of a store is shown to those
   * who know its scheme.
   */
  show(value: T, locationOf?: LocationOf): string;
  /** Hides the secrets in text that was given for this setting; all of it may be shown when left out. */
  hide?(text: string): string;
}

/** The values that some definitions are for. */
export type ValuesOf<D> = { readonly [K in keyof D]: D[K] extends SettingDefinition<infer T> ? T : never };
