import { effect } from '@preact/signals';
import { kept } from '../state/kept.ts';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of the pages. */
export const language = kept<Language>('language', LANGUAGES, () =>
  navigator.languages.some((tag) => /^ru\b/i.test(tag)) && !/^en\b/i.test(navigator.language) ? 'ru' : 'en',
);

/** The locale of dates and numbers: that of the browser where it speaks the language of the pages. */
export function locale(): string {
  const { value } = language;
  return navigator.languages.find((tag) => tag.toLowerCase().startsWith(value)) ?? (value === 'en' ? 'en-GB' : 'ru-RU');
}

effect(() => {
  document.documentElement.lang = language.value;
});
