import { text } from '../i18n/text.ts';
import { GENDERS, type Gender } from './genders.ts';

interface Properties {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly Gender[]) => void;
}

/** Chooses genders; none means all. */
export function GenderChecks({ chosen, onChange }: Properties) {
  return (
    <fieldset class="checks">
      <legend class="label">{text('gender')}</legend>
      {GENDERS.map((gender) => (
        <label key={gender}>
          <input
            type="checkbox"
            checked={chosen.includes(gender)}
            onChange={({ currentTarget: { checked } }) =>
              onChange(GENDERS.filter((known) => (known === gender ? checked : chosen.includes(known))))
            }
          />
          {text(gender)}
        </label>
      ))}
    </fieldset>
  );
}
