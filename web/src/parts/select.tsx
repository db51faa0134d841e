import { useId } from 'preact/hooks';

interface Properties {
  readonly label: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Whether the label is for those who hear it alone. */
  readonly unlabelled?: boolean;
}

/** One of many. */
export function Select({ label, options, value, onChange, unlabelled = false }: Properties) {
  const id = useId();
  return (
    <span class="field">
      <label for={id} class={unlabelled ? 'unseen' : 'label'}>
        {label}
      </label>
      <select id={id} class="input" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option} selected={option === value}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}
