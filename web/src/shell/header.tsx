import { signOut } from '../data/session-calls.ts';
import { text } from '../i18n/text.ts';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { useAction } from '../parts/use-action.ts';
import { isPaused } from '../state/live.ts';
import { path } from '../state/router.ts';
import { session } from '../state/session.ts';
import { AlarmCount } from './alarm-count.tsx';
import { Brand } from './brand.tsx';
import { FindPerson } from './find-person.tsx';
import { isWithin, NAV_ITEMS } from './nav-items.ts';

/** What stands above every page: its pages, a search, and who is signed in. On a phone the pages are at the bottom. */
export function Header() {
  const { run } = useAction();
  const { name = '', expiresAt } = session.value ?? {};
  return (
    <header class="header">
      <Brand />
      <nav class="nav" aria-label={text('navigation')}>
        {NAV_ITEMS.map(({ to, words, icon }) => (
          <Link key={to} to={to} aria-current={isWithin(path.value, to) ? 'page' : undefined}>
            <Icon name={icon} />
            <span>{text(words)}</span>
            {to === '/alarms' && <AlarmCount />}
          </Link>
        ))}
      </nav>
      <div class="header-tools">
        <FindPerson />
        <button
          type="button"
          class="button quiet live"
          aria-pressed={isPaused.value}
          title={isPaused.value ? text('resume') : text('pause')}
          onClick={() => {
            isPaused.value = !isPaused.value;
          }}
        >
          <Icon name={isPaused.value ? 'play' : 'pause'} />
          <span>{isPaused.value ? text('paused') : text('live')}</span>
        </button>
        {expiresAt !== null && (
          <button
            type="button"
            class="button quiet"
            title={text('signedInAs', { name })}
            onClick={() => void run(signOut)}
          >
            {text('signOut')}
          </button>
        )}
      </div>
    </header>
  );
}
