import { useId } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import type { Severity } from '../../parts/severity.tsx';

const HOUR = 3_600_000;
const LENGTHS = { '1h': HOUR, '8h': 8 * HOUR, '1d': 24 * HOUR, '1w': 168 * HOUR } as const;
type Length = keyof typeof LENGTHS;

/** The more severe, the shorter it can be put off. */
const CHOICES: Readonly<Record<Severity, readonly Length[]>> = {
  high: ['1h', '8h'],
  medium: ['1h', '8h', '1d'],
  low: ['8h', '1d', '1w'],
};

interface Properties {
  readonly severity: Severity;
  /** Which alarm, for who hears it. */
  readonly about: string;
  readonly onChoose: (until: Date) => void;
}

/** Puts an alarm off: what is told of its rule and its person is held back until then, however many readings come. */
export function SnoozeSelect({ severity, about, onChoose }: Properties) {
  const id = useId();
  return (
    <span class="field">
      <label for={id} class="unseen">
        {text('snooze')} {about}
      </label>
      <select
        id={id}
        class="input"
        value=""
        onChange={({ currentTarget }) => {
          const length = CHOICES[severity].find((name) => name === currentTarget.value);
          currentTarget.value = '';
          if (length !== undefined) onChoose(new Date(Date.now() + LENGTHS[length]));
        }}
      >
        <option value="">{text('snooze')}</option>
        {CHOICES[severity].map((name) => (
          <option key={name} value={name}>
            {text(`snooze_${name}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
