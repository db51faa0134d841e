import { useId, useState } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../../parts/dialog.tsx';

const LONGEST = 2000;

interface Properties {
  readonly onClose: () => void;
  readonly onNote: (note: string) => void;
}

/** Asks what was found or done about an alarm. */
export function CloseDialog({ onClose, onNote }: Properties) {
  const [note, setNote] = useState('');
  const id = useId();
  return (
    <Dialog title={text('closeWithNote')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onNote(note.trim());
        }}
      >
        <span class="field">
          <label for={id} class="label">
            {text('note')}
          </label>
          <textarea
            id={id}
            class="input wide"
            rows={4}
            maxLength={LONGEST}
            placeholder={text('notePlaceholder')}
            value={note}
            onInput={({ currentTarget }) => setNote(currentTarget.value)}
          />
        </span>
        <div class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {text('cancel')}
          </button>
          <button type="submit" class="button primary">
            {text('closeAlarm')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
