import { text } from '../../i18n/text.ts';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Appearance } from '../../shell/appearance.tsx';
import { may } from '../../state/session.ts';
import { AuditPart } from './audit-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { RetentionPart } from './retention-part.tsx';
import { StorePart } from './store-part.tsx';

/** How the pages look, what the store holds and for how long, who may use the service, and who did what. */
export function SettingsPage({ part }: { readonly part: string }) {
  const tabs = [
    { to: '/settings', words: text('tabAppearance') },
    ...(may('read') ? [{ to: '/settings/store', words: text('tabStore') }] : []),
    ...(may('read') ? [{ to: '/settings/retention', words: text('tabRetention') }] : []),
    ...(may('admin') ? [{ to: '/settings/keys', words: text('tabKeys') }] : []),
    ...(may('admin') ? [{ to: '/settings/audit-log', words: text('tabAudit') }] : []),
  ];
  return (
    <>
      <div class="page-head">
        <h1>{text('settings')}</h1>
      </div>
      <Tabs label={text('settings')} tabs={tabs} current={part === '' ? '/settings' : `/settings/${part}`} />
      {part === 'store' && (lacksScope('read') ?? <StorePart />)}
      {part === 'retention' && (lacksScope('read') ?? <RetentionPart />)}
      {part === 'audit-log' && (lacksScope('admin') ?? <AuditPart />)}
      {part === 'keys' && (lacksScope('admin') ?? <KeysPart />)}
      {part === '' && (
        <section class="card" aria-label={text('tabAppearance')}>
          <Appearance />
        </section>
      )}
    </>
  );
}
