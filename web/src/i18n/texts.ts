import type { EN } from './en.ts';

/** The forms of a text by the plural that a number asks for. */
export type Plurals = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

export type TextKey = keyof typeof EN;

/** The texts of a language: a plain one for each plain one of English, plurals for plurals. */
export type Texts = { readonly [key in TextKey]: (typeof EN)[key] extends string ? string : Plurals };
