import type { User } from '../../data/people-calls.ts';
import { serviceLink } from '../../data/service-link.ts';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { shownName } from '../../parts/person-name.tsx';

interface Properties {
  readonly person: User;
  readonly readings: number;
  readonly onClose: () => void;
}

/** Asks before everything that is known of a person leaves the service; the browser writes it to disk as it comes. */
export function DownloadDialog({ person: { id, name }, readings, onClose }: Properties) {
  const href = serviceLink(`v1/users/${id}/export`);
  return (
    <Dialog title={<bdi>{text('downloadTitle', { name: `${shownName(name)} #${id}` })}</bdi>} onClose={onClose}>
      <p>{text('downloadWhat', { n: readings })}</p>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          {text('cancel')}
        </button>
        <a class="button primary" href={href} download={`user-${id}.zip`} onClick={() => setTimeout(onClose)}>
          {text('downloadDo')}
        </a>
      </div>
    </Dialog>
  );
}
