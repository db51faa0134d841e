import { formatCount } from '../format/numbers.ts';
import { EN } from './en.ts';
import { type Language, language } from './language.ts';
import { RU } from './ru.ts';
import type { Plurals, TextKey, Texts } from './texts.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, ru: RU };

/** What a text is filled with; a number chooses its plural, and is written as the language writes numbers. */
type Values = Readonly<Record<string, string | number>>;

/** What people are called, and things that people named: whatever it is written in, it does not turn what is written around it. */
const NAMES: ReadonlySet<string> = new Set(['name', 'who']);
const ISOLATE = '\u2068';
const END_OF_ISOLATE = '\u2069';

/** A text in the language of the pages; read within a component, it follows the language. */
export function text(key: TextKey, values: Values = {}): string {
  const found: string | Plurals = TEXTS[language.value][key];
  const form =
    typeof found === 'string'
      ? found
      : (found[new Intl.PluralRules(language.value).select(Number(values.n ?? 0))] ?? found.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (typeof value === 'number') return formatCount(value);
    return NAMES.has(name) && value !== '' ? `${ISOLATE}${value}${END_OF_ISOLATE}` : value;
  });
}
