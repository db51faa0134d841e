import { useState } from 'preact/hooks';
import type { Webhook } from '../../../../src/client/webhooks.ts';
import { ofAlarms } from '../../data/calls.ts';
import { text } from '../../i18n/text.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookRow } from './webhook-row.tsx';

/** Who is told of alarms, and what became of it. */
export function WebhooksPart() {
  const loaded = useLoaded((signal) => ofAlarms((client) => client.listWebhooks(), signal), []);
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const begin = (
    <button type="button" class="button primary" onClick={() => setMaking(true)}>
      {text('newWebhook')}
    </button>
  );
  return (
    <>
      {isMaking && (
        <WebhookForm
          onCancel={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
            loaded.reload();
          }}
        />
      )}
      <section class="card" aria-label={text('tabWebhooks')}>
        <LoadedView of={loaded}>
          {(webhooks: readonly Webhook[]) =>
            webhooks.length === 0 ? (
              <Empty title={text('webhooksNone')} hint={text('webhooksNoneHint')}>
                {!isMaking && begin}
              </Empty>
            ) : (
              <>
                {!isMaking && <div class="form-row">{begin}</div>}
                <ul class="rows">
                  {webhooks.map((webhook) => (
                    <WebhookRow key={webhook.id} webhook={webhook} onChange={loaded.reload} />
                  ))}
                </ul>
              </>
            )
          }
        </LoadedView>
      </section>
      {secret !== undefined && (
        <SecretDialog title={text('webhookSecret')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </>
  );
}
