import { useState } from 'preact/hooks';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Choice } from '../../parts/choice.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { lacksScope } from '../../parts/lacks-scope.tsx';
import { ZoneSelect } from '../../parts/zone-select.tsx';
import { DropPlace } from './drop-place.tsx';
import { UploadRow } from './upload-row.tsx';
import { type UploadOptions, upload, uploads } from './uploads.ts';

/** Readings come in, in files. */
export function DataPage() {
  return (
    <>
      <div class="page-head">
        <h1>{text('data')}</h1>
      </div>
      {lacksScope('write') ?? <Uploads />}
    </>
  );
}

function Uploads() {
  const [options, setOptions] = useState<UploadOptions>({
    timezone: VIEWER_ZONE,
    unknownUsers: 'reject',
    user: '',
    isTrial: false,
  });
  return (
    <>
      <section class="card stack" aria-label={text('data')}>
        <DropPlace
          onFiles={(files) => {
            for (const file of files) upload(file, options);
          }}
        />
        <div class="form-row">
          <ZoneSelect
            label={text('zoneOfTimes')}
            value={options.timezone}
            onChange={(timezone) => setOptions({ ...options, timezone })}
          />
          <Choice
            label={text('unknownUsers')}
            labelled
            value={options.unknownUsers}
            options={[
              ['reject', text('unknownReject')],
              ['create', text('unknownCreate')],
            ]}
            onChange={(unknownUsers) => setOptions({ ...options, unknownUsers })}
          />
          <Choice
            label={text('whatToDo')}
            labelled
            value={options.isTrial ? 'try' : 'write'}
            options={[
              ['write', text('bringIn')],
              ['try', text('onlyTry')],
            ]}
            onChange={(what) => setOptions({ ...options, isTrial: what === 'try' })}
          />
          <Field
            label={`${text('whose')} (${text('optional')})`}
            placeholder={text('externalId')}
            value={options.user}
            maxLength={255}
            onInput={(user) => setOptions({ ...options, user })}
          />
        </div>
      </section>
      <section class="card" aria-label={text('uploads')}>
        {uploads.value.length === 0 ? (
          <Empty title={text('dataNone')} />
        ) : (
          <ul class="rows">
            {uploads.value.map((one) => (
              <UploadRow key={one.id} upload={one} />
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
