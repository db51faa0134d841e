import { useId } from 'preact/hooks';

interface Properties<T extends string> {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly labelled?: boolean;
}

/** One of a few, all of them seen. */
export function Choice<T extends string>({ label, options, value, onChange, labelled = false }: Properties<T>) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class={labelled ? 'label' : 'unseen'}>{label}</legend>
      <span class="choice-options">
        {options.map(([option, words]) => (
          <label key={option}>
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onChange={() => onChange(option)}
            />
            <span>{words}</span>
          </label>
        ))}
      </span>
    </fieldset>
  );
}
