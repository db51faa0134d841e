import { text } from '../../i18n/text.ts';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { query } from '../../state/router.ts';
import { may } from '../../state/session.ts';
import { AlarmTable } from './alarm-table.tsx';
import { RulesPart } from './rules-part.tsx';
import { WebhooksPart } from './webhooks-part.tsx';

const STATES = ['active', 'acknowledged', 'history'] as const;

/** What people do about alarms, and the rules and webhooks behind them. */
export function AlarmsPage({ part }: { readonly part: string }) {
  const state = STATES.find((known) => known === (query.value.get('state') ?? 'active')) ?? 'active';
  const addressOf = (name: string) => (name === 'active' ? '/alarms' : `/alarms?state=${name}`);
  const tabs = [
    { to: addressOf('active'), words: text('tabActive') },
    { to: addressOf('acknowledged'), words: text('tabAcknowledged') },
    { to: addressOf('history'), words: text('tabHistory') },
    { to: '/alarms/rules', words: text('tabRules') },
    ...(may('admin') ? [{ to: '/alarms/webhooks', words: text('tabWebhooks') }] : []),
  ];
  return (
    <>
      <div class="page-head">
        <h1>{text('alarms')}</h1>
      </div>
      <Tabs label={text('alarms')} tabs={tabs} current={part === '' ? addressOf(state) : `/alarms/${part}`} />
      {part === 'webhooks'
        ? (lacksScope('admin') ?? <WebhooksPart />)
        : (lacksScope('read') ?? (part === 'rules' ? <RulesPart /> : <AlarmTable key={state} state={state} />))}
    </>
  );
}
