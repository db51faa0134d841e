import { useState } from 'preact/hooks';
import { forgetPeople } from '../../data/people.ts';
import { erasePerson, type User } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { Field } from '../../parts/field.tsx';
import { notify } from '../../parts/notice.tsx';
import { shownName } from '../../parts/person-name.tsx';
import { useAction } from '../../parts/use-action.ts';
import { go } from '../../state/router.ts';

interface Properties {
  readonly person: User;
  readonly readings: number;
  readonly onClose: () => void;
}

/** Asks before a person is erased, by name and by how much goes; the id has to be typed. */
export function EraseDialog({ person: { id, name }, readings, onClose }: Properties) {
  const [typed, setTyped] = useState('');
  const { isBusy, failure, run } = useAction();
  const erase = async () => {
    const isDone = await run(async () => {
      const { readings: erased } = await erasePerson(id);
      notify(text('erased', { n: erased }));
    });
    if (!isDone) return;
    forgetPeople();
    onClose();
    go('/people');
  };
  return (
    <Dialog title={<bdi>{text('eraseTitle', { name: `${shownName(name)} #${id}` })}</bdi>} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void erase();
        }}
      >
        <p>{text('eraseWhat', { n: readings })}</p>
        <Field label={text('eraseConfirm', { id: String(id) })} value={typed} onInput={setTyped} autoComplete="off" />
        {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
        <div class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {text('cancel')}
          </button>
          <button type="submit" class="button danger" aria-disabled={isBusy} disabled={typed.trim() !== String(id)}>
            {text('eraseDo')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
