import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EN } from '../../web/src/i18n/en.ts';
import { RU } from '../../web/src/i18n/ru.ts';

const LANGUAGES: Readonly<Record<string, Readonly<Record<string, string | object>>>> = { en: EN, ru: RU };

function marksOf(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([mark]) => mark).sort();
}

test('each language has the same texts', () => {
  assert.ok(Object.keys(EN).length > 200);
  assert.deepEqual(Object.keys(RU).sort(), Object.keys(EN).sort());
});

test('each text is shown somewhere', () => {
  const web = join(import.meta.dirname, '../../web');
  const pages = globSync(['src/**/*.{ts,tsx}', 'build-pages.ts'], { cwd: web, exclude: ['src/i18n/**'] })
    .map((file) => readFileSync(join(web, file), 'utf8'))
    .join('\n');
  const words = new Set(pages.match(/\w+/g));
  // Such as `span_${name}`.
  const families = [...pages.matchAll(/`(\w+_)\$\{/g)].map(([, beginning]) => beginning!);
  assert.ok(families.length > 5);
  assert.deepEqual(
    Object.keys(EN).filter((key) => !words.has(key) && !families.some((beginning) => key.startsWith(beginning))),
    [],
  );
});

test('a text that counts has every plural of its language, and no other form', () => {
  for (const [language, texts] of Object.entries(LANGUAGES)) {
    const wanted = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
    for (const [key, text] of Object.entries(texts)) {
      if (typeof text !== 'string') assert.deepEqual(Object.keys(text).sort(), wanted, `${language} ${key}`);
    }
  }
});

test('a text is filled with the same in each language', () => {
  for (const [key, english] of Object.entries(EN)) {
    const forms = [english, RU[key as keyof typeof EN]].flatMap((text) =>
      typeof text === 'string' ? [text] : Object.values(text),
    );
    for (const form of forms) assert.deepEqual(marksOf(form), marksOf(forms[0]!), `${key}: ${form}`);
  }
});

test('no text is left empty, and Russian is in Russian', () => {
  const LATIN = new Set(['downloadCsv', 'picture', 'zoneUtc', 'dropFormats']);
  for (const [key, text] of Object.entries(RU)) {
    const forms = typeof text === 'string' ? [text] : Object.values(text);
    for (const form of forms) assert.ok(LATIN.has(key) || /[а-яё]/i.test(form), `${key}: ${form}`);
  }
});
