import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Properties {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'number' | 'date' | 'password' | 'url';
  readonly hint?: ComponentChildren;
  /** What stands behind the value. */
  readonly unit?: string;
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | 'any';
  readonly width?: string;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly maxLength?: number;
}

/** A value that is typed. */
export function Field({ label, value, onInput, hint, unit, width, type = 'text', ...rest }: Properties) {
  const id = useId();
  return (
    <span class="field">
      <label for={id} class="label">
        {label}
      </label>
      <span class="input-row">
        <input
          id={id}
          class="input"
          // One of several types, which Preact's declarations know only one by one.
          type={type as 'text'}
          value={value}
          {...(width === undefined ? {} : { style: { width } })}
          {...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` })}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
          {...rest}
        />
        {unit !== undefined && <span class="muted">{unit}</span>}
      </span>
      {hint !== undefined && (
        <span id={`${id}-hint`} class="small muted">
          {hint}
        </span>
      )}
    </span>
  );
}
