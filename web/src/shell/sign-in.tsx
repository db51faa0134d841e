import { useEffect, useRef, useState } from 'preact/hooks';
import { signIn } from '../data/session-calls.ts';
import { text } from '../i18n/text.ts';
import { Field } from '../parts/field.tsx';
import { toFirstField } from '../parts/to-first-field.ts';
import { useAction } from '../parts/use-action.ts';
import { Appearance } from './appearance.tsx';
import { Brand } from './brand.tsx';

/** The page of who has not signed in. */
export function SignIn() {
  const [key, setKey] = useState('');
  const { isBusy, failure, run } = useAction();
  useEffect(() => {
    document.title = `${text('signIn')} · Pulsebase`;
  });
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void toFirstField(form.current), []);
  return (
    <main class="alone" id="content">
      <form
        ref={form}
        class="card sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => signIn(key));
        }}
      >
        <Brand />
        <h1>{text('signInTitle')}</h1>
        <p class="muted">
          {text('signInHint')} <code>pulsebase keys create --name me --scopes read,write</code>
        </p>
        {/* What keeps passwords looks for a name beside them. */}
        <input type="text" autoComplete="username" value="pulsebase" readOnly hidden />
        <Field
          label={text('signInKey')}
          value={key}
          onInput={setKey}
          type="password"
          autoComplete="current-password"
          width="100%"
          required
          hint={text('signInLife')}
        />
        {failure !== undefined && (
          <p class="error" role="alert">
            <bdi>{failure.detail}</bdi>
          </p>
        )}
        <button type="submit" class="button primary wide" aria-disabled={isBusy}>
          {text('signIn')}
        </button>
      </form>
      <Appearance />
    </main>
  );
}
