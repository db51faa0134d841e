import { parseGender } from '../model/parse-user.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import type { Gender } from '../model/user.ts';
import { requireUserId } from '../model/user-id.ts';
import { requireUserRef, type UserRef } from '../model/user-ref.ts';

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** What an answer may ask for at least. */
export const MINIMUM: Bounds = { min: 1, max: 1_000_000_000 };

/** Reads an integer in plain digits; `1e3`, `0x10`, `1.0` and text are refused. */
export function integer(option: string, { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds = {}) {
  return (text: string): number => {
    const value = /^[+-]?\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw invalid(option, `an integer${range(min, max)}`, text);
  };
}

/** Reads a decimal such as `60` or `60.5`. */
export function decimal(option: string) {
  return (text: string): number => {
    if (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(text)) return Number(text);
    throw invalid(option, 'a number', text);
  };
}

/** Reads decimals separated by commas; the option may be repeated. */
export function decimals(option: string) {
  return (text: string, previous: readonly number[] = []): readonly number[] => [
    ...previous,
    ...text.split(',').map(decimal(option)),
  ];
}

export function userId(option: string) {
  return (text: string): number => requireUserId(text, option);
}

/** Reads ids given as separate values, separated by commas, or by repeating the option. */
export function userIds(option: string) {
  return (text: string, previous: readonly number[] = []): readonly number[] => [
    ...previous,
    ...text.split(',').map((id) => requireUserId(id, option)),
  ];
}

/** Reads an external id, or an id if no user has such an external id. */
export function userRef(option: string) {
  return (text: string): UserRef => requireUserRef(text, option);
}

/** Reads users given as separate values, or by repeating the option: the texts themselves may contain commas. */
export function userRefs(option: string) {
  return (text: string, previous: readonly UserRef[] = []): readonly UserRef[] => [
    ...previous,
    requireUserRef(text, option),
  ];
}

/** The same, but for ids in plain digits, which commas may separate. */
export function usersOrIds(option: string) {
  return (text: string, previous: readonly UserRef[] = []): readonly UserRef[] => [
    ...previous,
    ...(/^\d+(?:,\d+)+$/.test(text) ? text.split(',') : [text]).map((user) => requireUserRef(user, option)),
  ];
}

/** Reads genders separated by commas; the option may be repeated. */
export function genders(option: string) {
  return (text: string, previous: readonly Gender[] = []): readonly Gender[] => [
    ...previous,
    ...text.split(',').map((code) => {
      // Empty text would be read as `unknown`.
      if (code.trim() === '') throw invalid(option, 'gender codes separated by commas', text);
      return parseGender(code);
    }),
  ];
}

/** Reads words of a few, separated by commas; the option may be repeated. */
export function wordsOf<Word extends string>(option: string, words: readonly Word[]) {
  return (text: string, previous: readonly Word[] = []): readonly Word[] => [
    ...previous,
    ...text.split(',').map((part) => oneOf(option, words)(part.trim())),
  ];
}

/** Reads texts separated by commas; the option may be repeated. */
export function texts(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...text.split(',').map((part) => part.trim())];
}

/** Reads one of a few words. */
export function oneOf<Word extends string>(option: string, words: readonly Word[]) {
  return (text: string): Word => {
    const word = words.find((known) => known === text);
    if (word === undefined) throw invalid(option, `one of ${words.join(', ')}`, text);
    return word;
  };
}

function range(min: number, max: number): string {
  if (min === Number.MIN_SAFE_INTEGER && max === Number.MAX_SAFE_INTEGER) return '';
  return max === Number.MAX_SAFE_INTEGER ? ` of at least ${min}` : ` from ${min} to ${max}`;
}

function invalid(option: string, allowed: string, value: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', `${option} must be ${allowed}, not ${showValue(value)}`, {
    field: option,
  });
}
