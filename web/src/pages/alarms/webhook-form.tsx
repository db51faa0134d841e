import { useEffect, useRef, useState } from 'preact/hooks';
import { ofAlarms } from '../../data/calls.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { Field } from '../../parts/field.tsx';
import { SEVERITIES, type Severity } from '../../parts/severity.tsx';
import { toFirstField } from '../../parts/to-first-field.ts';
import { useAction } from '../../parts/use-action.ts';

interface Properties {
  readonly onCancel: () => void;
  readonly onMade: (secret: string) => void;
}

/** A new webhook. */
export function WebhookForm({ onCancel, onMade }: Properties) {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const [severities, setSeverities] = useState<readonly Severity[]>(SEVERITIES);
  const { isBusy, failure, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => void toFirstField(form.current), []);
  const make = () =>
    run(async () => {
      const chosen = severities.length === SEVERITIES.length ? {} : { severities };
      const { secret } = await ofAlarms((client) => client.createWebhook({ name, url, ...chosen }));
      onMade(secret);
    });
  return (
    <Card title={text('newWebhook')}>
      <form
        ref={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <div class="form-row">
          <Field label={text('webhookName')} value={name} onInput={setName} maxLength={100} required width="14rem" />
          <Field
            label={text('webhookUrl')}
            value={url}
            onInput={setUrl}
            type="url"
            required
            width="24rem"
            placeholder="https://"
          />
          <fieldset class="checks">
            <legend class="label">{text('severity')}</legend>
            {SEVERITIES.map((severity) => (
              <label key={severity}>
                <input
                  type="checkbox"
                  checked={severities.includes(severity)}
                  onChange={({ currentTarget }) =>
                    setSeverities(
                      SEVERITIES.filter((known) =>
                        known === severity ? currentTarget.checked : severities.includes(known),
                      ),
                    )
                  }
                />
                {text(severity)}
              </label>
            ))}
          </fieldset>
        </div>
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
        <div class="form-row">
          <button type="submit" class="button primary" aria-disabled={isBusy} disabled={severities.length === 0}>
            {text('save')}
          </button>
          <button type="button" class="button quiet" onClick={onCancel}>
            {text('cancel')}
          </button>
        </div>
      </form>
    </Card>
  );
}
