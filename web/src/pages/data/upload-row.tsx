import { formatBytes, formatShare } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { csvLine } from '../../parts/csv-line.ts';
import { download } from '../../parts/download.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { Icon } from '../../parts/icon.tsx';
import { WordsAbout } from '../../parts/words-about.tsx';
import type { Upload } from './uploads.ts';

/** A file: how far it is, and what became of its rows. */
export function UploadRow({
  upload: { name, bytes, sent, state, receipt, failure, stop },
}: {
  readonly upload: Upload;
}) {
  const doing = sent < 1 ? `${text('uploading')} ${formatShare(sent)}` : text('processing');
  const words = { waiting: '…', sending: doing, done: text('uploadDone'), failed: text('uploadFailed') };
  return (
    <li class="row row-tall">
      <div class="row-text">
        <p>
          <strong>
            <bdi>{name}</bdi>
          </strong>{' '}
          <span class="muted number">{formatBytes(bytes)}</span>{' '}
          <span class={state === 'done' ? 'badge badge-on' : 'badge'} role="status">
            {words[state]}
          </span>
        </p>
        {state === 'sending' && (
          <progress class="progress" max={1} {...(sent < 1 ? { value: sent } : {})} aria-label={name} />
        )}
        {receipt !== undefined && <ReceiptLine receipt={receipt} name={name} />}
        {failure !== undefined && <FailureView failure={failure} title={text('uploadFailed')} />}
      </div>
      {state === 'sending' && (
        <div class="row-deeds">
          <button type="button" class="button" onClick={stop}>
            <WordsAbout words={text('stop')} about={name} />
          </button>
        </div>
      )}
    </li>
  );
}

function ReceiptLine({ receipt, name }: { readonly receipt: NonNullable<Upload['receipt']>; readonly name: string }) {
  const { inserted, updated, unchanged, rejected, usersCreated, rejections, warnings, files } = receipt;
  const counts = [
    text('inserted', { n: inserted }),
    ...(updated > 0 ? [text('updated', { n: updated })] : []),
    ...(unchanged > 0 ? [text('unchanged', { n: unchanged })] : []),
    ...(usersCreated > 0 ? [text('usersAdded', { n: usersCreated })] : []),
    ...(rejected > 0 ? [text('rejected', { n: rejected })] : []),
  ];
  const saveRejected = () => {
    const lines = rejections.map(({ row, reason, message }) => csvLine([row, reason, message]));
    download(`rejected-${name}.csv`, csvLine(['row', 'reason', 'message']) + lines.join(''));
  };
  const errors = files.flatMap(({ name: file, error }) => (error === undefined ? [] : [`${file}: ${error}`]));
  return (
    <>
      <p class="number">{counts.join(' · ')}</p>
      {rejections.length > 0 && (
        <p>
          <button type="button" class="button" onClick={saveRejected}>
            <Icon name="download" />
            <WordsAbout words={text('downloadRejected')} about={name} />
          </button>
        </p>
      )}
      {[...errors, ...warnings].map((words) => (
        <p key={words} class="small muted">
          <bdi>{words}</bdi>
        </p>
      ))}
    </>
  );
}
