import { useEffect, useRef } from 'preact/hooks';
import { text } from '../i18n/text.ts';
import type { TextKey } from '../i18n/texts.ts';
import { AlarmsPage } from '../pages/alarms/alarms-page.tsx';
import { CohortPage } from '../pages/cohort/cohort-page.tsx';
import { DataPage } from '../pages/data/data-page.tsx';
import { OverviewPage } from '../pages/overview/overview-page.tsx';
import { PeoplePage } from '../pages/people/people-page.tsx';
import { PersonPage } from '../pages/person/person-page.tsx';
import { SettingsPage } from '../pages/settings/settings-page.tsx';
import { Empty } from '../parts/empty.tsx';
import { path } from '../state/router.ts';

/** The page that the address asks for. */
export function PageOf() {
  const [, first = '', second = ''] = path.value.replace(/\/$/, '').split('/');
  const title: TextKey = PAGES[first] ?? 'notFound';
  useEffect(() => {
    // The person's page says whose it is by id alone: titles end up in histories.
    document.title = `${second !== '' && first === 'people' ? `#${second}` : text(title)} · Pulsebase`;
  });
  const page = first === 'people' ? `${first}/${second}` : first;
  const before = useRef(page);
  useEffect(() => {
    // Who hears the page, or has no pointer, begins at the top of the new one.
    if (before.current !== page) document.querySelector('main')?.focus({ preventScroll: true });
    before.current = page;
  }, [page]);
  switch (first) {
    case '':
      return <OverviewPage />;
    case 'cohort':
      return <CohortPage />;
    case 'people':
      return /^[1-9]\d{0,15}$/.test(second) ? <PersonPage key={second} id={Number(second)} /> : <PeoplePage />;
    case 'alarms':
      return <AlarmsPage part={second} />;
    case 'data':
      return <DataPage />;
    case 'settings':
      return <SettingsPage part={second} />;
    default:
      return <Empty title={text('notFound')} hint={text('notFoundHint')} />;
  }
}

const PAGES: Readonly<Record<string, TextKey>> = {
  '': 'overview',
  cohort: 'cohort',
  people: 'people',
  alarms: 'alarms',
  data: 'data',
  settings: 'settings',
};
