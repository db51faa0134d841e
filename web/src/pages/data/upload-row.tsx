import { formatBytes, formatShare } from '../../format/numbers.ts';
import { text } from '../../i18n/text.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { WordsAbout } from '../../parts/words-about.tsx';
import { Outcome } from './outcome.tsx';
import { ReceiptView } from './receipt-view.tsx';
import type { Upload } from './uploads.ts';

/** A file: how far it is, and what became of its rows. */
export function UploadRow({
  upload: { name, bytes, sent, state, receipt, failure, written, stop, isTrial },
}: {
  readonly upload: Upload;
}) {
  const doing = sent < 1 ? `${text('uploading')} ${formatShare(sent)}` : text('processing');
  const words = {
    waiting: '…',
    sending: doing,
    done: text(isTrial ? 'uploadTried' : 'uploadDone'),
    failed: text('uploadFailed'),
  };
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
        {receipt !== undefined && <ReceiptView {...{ receipt, name, isTrial }} />}
        {failure !== undefined && <FailureView failure={failure} title={text('uploadFailed')} />}
        {written !== undefined && written.read > 0 && <Outcome receipt={written} {...{ name, isTrial }} />}
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
