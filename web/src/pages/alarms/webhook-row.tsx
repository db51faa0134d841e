import { useState } from 'preact/hooks';
import type { Webhook, WebhookTest } from '../../../../src/client/webhooks.ts';
import { ofAlarms } from '../../data/calls.ts';
import { text } from '../../i18n/text.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { useAction } from '../../parts/use-action.ts';
import { DeliveriesTable } from './deliveries-table.tsx';

/** A webhook: its state, a test, and its deliveries. */
export function WebhookRow({ webhook, onChange }: { readonly webhook: Webhook; readonly onChange: () => void }) {
  const { id, name, url, enabled, offReason } = webhook;
  const [isOpen, setOpen] = useState(false);
  const [isDoomed, setDoomed] = useState(false);
  const [tested, setTested] = useState<WebhookTest | undefined>(undefined);
  const { isBusy, failure, run } = useAction();
  const state = enabled ? text('webhookOn') : text('webhookOff', { why: text(`off_${offReason ?? 'by_request'}`) });
  const turn = async () => {
    if (await run(() => ofAlarms((client) => client.changeWebhook(id, { enabled: !enabled })))) onChange();
  };
  return (
    <li class="row row-tall">
      <div class="row-text">
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>{' '}
          <span class={enabled ? 'badge badge-on' : 'badge'}>{state}</span>
        </p>
        <p class="muted">
          <bdi class="address">{url}</bdi>
        </p>
        {tested !== undefined && (
          <p role="status" class="small">
            {tested.delivered
              ? text('webhookTested', { status: String(tested.status) })
              : text('webhookTestFailed', { why: tested.error ?? String(tested.status) })}
          </p>
        )}
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
      </div>
      <div class="row-deeds">
        <button
          type="button"
          class="button"
          disabled={isBusy}
          onClick={() => void run(async () => setTested(await ofAlarms((client) => client.testWebhook(id))))}
        >
          {text('webhookTest')}
        </button>
        <button type="button" class="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {text('deliveries')}
        </button>
        <button type="button" class="button" disabled={isBusy} onClick={() => void turn()}>
          {text(enabled ? 'switchOff' : 'switchOn')}
        </button>
        <button type="button" class="button" onClick={() => setDoomed(true)}>
          {text('deleteIt')}
          <span class="unseen"> {name}</span>
        </button>
      </div>
      {isOpen && <DeliveriesTable webhookId={id} />}
      {isDoomed && (
        <ConfirmDialog
          title={text('deleteWebhook', { name })}
          doIt={text('deleteDo')}
          onClose={() => setDoomed(false)}
          onConfirm={async () => {
            await ofAlarms((client) => client.deleteWebhook(id));
            onChange();
          }}
        />
      )}
    </li>
  );
}
