import { useState } from 'preact/hooks';
import type { Webhook, WebhookTest } from '../../../../src/client/webhooks.ts';
import { ofAlarms } from '../../data/calls.ts';
import { text } from '../../i18n/text.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { useAction } from '../../parts/use-action.ts';
import { WordsAbout } from '../../parts/words-about.tsx';
import { DeliveriesTable } from './deliveries-table.tsx';
import { RedeliverDialog } from './redeliver-dialog.tsx';

/** A webhook: its state, a test, a new secret, its deliveries, and those of some days once more. */
export function WebhookRow({ webhook, onChange }: { readonly webhook: Webhook; readonly onChange: () => void }) {
  const { id, name, url, enabled, offReason } = webhook;
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<'delete' | 'rotate' | 'redeliver' | undefined>(undefined);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const [resent, setResent] = useState<number | undefined>(undefined);
  const close = () => setAsked(undefined);
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
        {resent !== undefined && (
          <p role="status" class="small">
            {text('redelivered', { n: resent })}
          </p>
        )}
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
      </div>
      <div class="row-deeds">
        <button
          type="button"
          class="button"
          aria-disabled={isBusy}
          onClick={() => void run(async () => setTested(await ofAlarms((client) => client.testWebhook(id))))}
        >
          <WordsAbout words={text('webhookTest')} about={name} />
        </button>
        <button type="button" class="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <WordsAbout words={text('deliveries')} about={name} />
        </button>
        <button type="button" class="button" onClick={() => setAsked('redeliver')}>
          <WordsAbout words={text('redeliverIt')} about={name} />
        </button>
        <button type="button" class="button" onClick={() => setAsked('rotate')}>
          <WordsAbout words={text('rotateIt')} about={name} />
        </button>
        <button type="button" class="button" aria-disabled={isBusy} onClick={() => void turn()}>
          <WordsAbout words={text(enabled ? 'switchOff' : 'switchOn')} about={name} />
        </button>
        <button type="button" class="button" onClick={() => setAsked('delete')}>
          <WordsAbout words={text('deleteIt')} about={name} />
        </button>
      </div>
      {isOpen && <DeliveriesTable webhookId={id} />}
      {asked === 'delete' && (
        <ConfirmDialog
          title={text('deleteWebhook', { name })}
          doIt={text('deleteDo')}
          onClose={close}
          onConfirm={async () => {
            await ofAlarms((client) => client.deleteWebhook(id));
            onChange();
          }}
        />
      )}
      {asked === 'rotate' && (
        <ConfirmDialog
          title={text('rotateTitle', { name })}
          doIt={text('rotateDo')}
          onClose={close}
          onConfirm={async () => setSecret((await ofAlarms((client) => client.rotateWebhook(id))).secret)}
        >
          <p>{text('rotateWhat')}</p>
        </ConfirmDialog>
      )}
      {secret !== undefined && asked !== 'rotate' && (
        <SecretDialog title={text('webhookSecret')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
      {asked === 'redeliver' && <RedeliverDialog webhookId={id} name={name} onClose={close} onDone={setResent} />}
    </li>
  );
}
