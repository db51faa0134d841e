import { useState } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { Field } from '../../parts/field.tsx';
import { useAction } from '../../parts/use-action.ts';
import type { Scope } from '../../state/session.ts';

const SCOPES: readonly Scope[] = ['read', 'write', 'metrics', 'admin'];

/** Asks for the name and the scopes of a new key. */
export function KeyForm({ onMake }: { readonly onMake: (name: string, scopes: readonly Scope[]) => Promise<void> }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>(['read']);
  const { isBusy, failure, run } = useAction();
  const make = async () => {
    if (await run(() => onMake(name.trim(), scopes))) setName('');
  };
  return (
    <form
      class="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Field label={text('keyName')} value={name} onInput={setName} maxLength={100} required width="14rem" />
      <fieldset class="checks checks-tall">
        <legend class="label">{text('keyScopes')}</legend>
        {SCOPES.map((scope) => (
          <label key={scope}>
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={({ currentTarget }) =>
                setScopes(SCOPES.filter((known) => (known === scope ? currentTarget.checked : scopes.includes(known))))
              }
            />
            <span>
              <code>{scope}</code> <span class="muted">{text(`scope_${scope}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="button primary" aria-disabled={isBusy} disabled={scopes.length === 0}>
        {text('makeKey')}
      </button>
      {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
    </form>
  );
}
