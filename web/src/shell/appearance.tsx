import { LANGUAGES, language } from '../i18n/language.ts';
import { text } from '../i18n/text.ts';
import { Select } from '../parts/select.tsx';
import { THEMES, themeChoice } from '../state/theme.ts';

const LANGUAGE_NAMES = { en: 'English', ru: 'Русский' } as const;

/** Language and theme. */
export function Appearance() {
  const themes = { auto: text('themeAuto'), light: text('themeLight'), dark: text('themeDark') };
  return (
    <div class="appearance">
      <Select
        label={text('languageName')}
        options={LANGUAGES.map((name) => [name, LANGUAGE_NAMES[name]] as const)}
        value={language.value}
        onChange={(name) => {
          language.value = LANGUAGES.find((known) => known === name) ?? 'en';
        }}
      />
      <Select
        label={text('theme')}
        options={THEMES.map((name) => [name, themes[name]] as const)}
        value={themeChoice.value}
        onChange={(name) => {
          themeChoice.value = THEMES.find((known) => known === name) ?? 'auto';
        }}
      />
    </div>
  );
}
