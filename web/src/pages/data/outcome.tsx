import type { UploadReceipt } from '../../../../src/api/schemas/receipt.ts';
import { text } from '../../i18n/text.ts';
import { csvLine } from '../../parts/csv-line.ts';
import { download } from '../../parts/download.ts';
import { Icon } from '../../parts/icon.tsx';
import { WordsAbout } from '../../parts/words-about.tsx';

type Counts = Pick<UploadReceipt, 'inserted' | 'updated' | 'unchanged' | 'rejected' | 'usersCreated' | 'rejections'>;

interface Properties {
  readonly receipt: Counts;
  /** Of the file. */
  readonly name: string;
  /** Records that are no readings. */
  readonly leftOut?: number;
  /** Whether nothing was written. */
  readonly isTrial: boolean;
}

/** What became of the rows of a file; those that were rejected can be saved. */
export function Outcome({ receipt, name, leftOut = 0, isTrial }: Properties) {
  const { inserted, updated, unchanged, rejected, usersCreated, rejections } = receipt;
  const counts = [
    text('inserted', { n: inserted }),
    ...(updated > 0 ? [text('updated', { n: updated })] : []),
    ...(unchanged > 0 ? [text('unchanged', { n: unchanged })] : []),
    ...(usersCreated > 0 ? [text('usersAdded', { n: usersCreated })] : []),
    ...(leftOut > 0 ? [text('leftOut', { n: leftOut })] : []),
    ...(rejected > 0 ? [text('rejected', { n: rejected })] : []),
  ];
  const saveRejected = () => {
    const lines = rejections.map(({ row, reason, message }) => csvLine([row, reason, message]));
    download(`rejected-${name}.csv`, csvLine(['row', 'reason', 'message']) + lines.join(''));
  };
  return (
    <>
      <p class="number">
        {isTrial && `${text('wouldBe')} `}
        {counts.join(' · ')}
      </p>
      {rejections.length > 0 && (
        <p>
          <button type="button" class="button" onClick={saveRejected}>
            <Icon name="download" />
            <WordsAbout words={text('downloadRejected')} about={name} />
          </button>
        </p>
      )}
    </>
  );
}
