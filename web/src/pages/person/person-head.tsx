import { useState } from 'preact/hooks';
import type { User } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Icon } from '../../parts/icon.tsx';
import { Link } from '../../parts/link.tsx';
import { shownName } from '../../parts/person-name.tsx';
import { may } from '../../state/session.ts';
import { ageOf } from '../people/age-of.ts';
import { DownloadDialog } from './download-dialog.tsx';
import { EraseDialog } from './erase-dialog.tsx';

/** Who it is. */
export function PersonHead({ person, readings }: { readonly person: User; readonly readings: number }) {
  const [isErasing, setErasing] = useState(false);
  const [isDownloading, setDownloading] = useState(false);
  const { id, name, gender, externalId } = person;
  const age = ageOf(person);
  return (
    <div class="page-head">
      <Link to="/people" class="button quiet square" aria-label={text('people')}>
        <Icon name="left" />
      </Link>
      <h1>
        <bdi title={name}>{shownName(name)}</bdi> <span class="muted number">#{id}</span>
      </h1>
      <ul class="facts muted">
        {externalId !== null && (
          <li>
            <bdi>{externalId}</bdi>
          </li>
        )}
        {gender !== 'unknown' && <li>{text(gender)}</li>}
        {age !== undefined && <li class="number">{text('years', { n: age })}</li>}
        <li class="number">{text('readings', { n: readings })}</li>
      </ul>
      <div class="deeds push">
        <button type="button" class="button" onClick={() => setDownloading(true)}>
          {text('downloadIt')}
        </button>
        {may('admin') && (
          <button type="button" class="button" onClick={() => setErasing(true)}>
            {text('erase')}
          </button>
        )}
      </div>
      {isDownloading && <DownloadDialog person={person} readings={readings} onClose={() => setDownloading(false)} />}
      {isErasing && <EraseDialog person={person} readings={readings} onClose={() => setErasing(false)} />}
    </div>
  );
}
