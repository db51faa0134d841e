import type { ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import { Dialog } from './dialog.tsx';
import { FailureView } from './failure-view.tsx';
import { useAction } from './use-action.ts';

interface Properties {
  readonly title: string;
  readonly doIt: string;
  readonly children?: ComponentChildren;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<unknown>;
}

/** Asks before something is done that cannot be undone. */
export function ConfirmDialog({ title, doIt, children, onClose, onConfirm }: Properties) {
  const { isBusy, failure, run } = useAction();
  const confirm = async () => {
    if (await run(onConfirm)) onClose();
  };
  return (
    <Dialog title={<bdi>{title}</bdi>} onClose={onClose}>
      {children}
      {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          {text('cancel')}
        </button>
        <button type="button" class="button danger" aria-disabled={isBusy} onClick={() => void confirm()}>
          {doIt}
        </button>
      </div>
    </Dialog>
  );
}
