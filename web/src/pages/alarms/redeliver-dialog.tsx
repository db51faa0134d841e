import { useState } from 'preact/hooks';
import { ofAlarms } from '../../data/calls.ts';
import { isoDate } from '../../format/instants.ts';
import { instantOf, VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Field } from '../../parts/field.tsx';

const DAY = 86_400_000;

interface Properties {
  readonly webhookId: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: (events: number) => void;
}

/** Asks for the days whose events a webhook is sent again; both ends belong to them. */
export function RedeliverDialog({ webhookId, name, onClose, onDone }: Properties) {
  const [from, setFrom] = useState(isoDate(Date.now() - DAY, VIEWER_ZONE));
  const [to, setTo] = useState(isoDate(Date.now(), VIEWER_ZONE));
  return (
    <ConfirmDialog
      title={text('redeliverTitle', { name })}
      doIt={text('redeliverDo')}
      onClose={onClose}
      onConfirm={async () => {
        const window = { from: startOf(from), to: new Date(startOf(to, 1).getTime() - 1) };
        onDone(await ofAlarms((client) => client.redeliverWebhook(webhookId, window)));
      }}
    >
      <p>{text('redeliverWhat')}</p>
      <div class="form-row">
        <Field label={text('from')} type="date" value={from} onInput={setFrom} required />
        <Field label={text('to')} type="date" value={to} onInput={setTo} required />
      </div>
      <p class="small muted">{text('zone', { z: zoneName(VIEWER_ZONE, Date.now()) })}</p>
    </ConfirmDialog>
  );
}

/** When a day begins by the viewer's clocks, or one so many days later; what is no date is refused as such. */
function startOf(date: string, later = 0): Date {
  const day = Date.parse(`${date}T00:00:00Z`) + later * DAY;
  return new Date(Number.isNaN(day) ? day : instantOf(day, VIEWER_ZONE));
}
