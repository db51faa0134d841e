import { text } from '../../i18n/text.ts';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { Appearance } from '../../shell/appearance.tsx';
import { may } from '../../state/session.ts';
import { KeysPart } from './keys-part.tsx';
import { StorePart } from './store-part.tsx';

/** How the pages look, what the store holds, and who may use the service. */
export function SettingsPage({ part }: { readonly part: string }) {
  const tabs = [
    { to: '/settings', words: text('tabAppearance') },
    ...(may('read') ? [{ to: '/settings/store', words: text('tabStore') }] : []),
    ...(may('admin') ? [{ to: '/settings/keys', words: text('tabKeys') }] : []),
  ];
  return (
    <>
      <div class="page-head">
        <h1>{text('settings')}</h1>
      </div>
      <Tabs label={text('settings')} tabs={tabs} current={part === '' ? '/settings' : `/settings/${part}`} />
      {part === 'store' && (lacksScope('read') ?? <StorePart />)}
      {part === 'keys' && (lacksScope('admin') ?? <KeysPart />)}
      {part === '' && (
        <section class="card" aria-label={text('tabAppearance')}>
          <Appearance />
        </section>
      )}
    </>
  );
}
