import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../i18n/text.ts';
import { Icon } from './icon.tsx';
import { toFirstField } from './to-first-field.ts';

interface Properties {
  readonly title: ComponentChildren;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Whether it goes only by its own buttons: what it shows is not to be lost by a slip. */
  readonly insists?: boolean;
}

/**
 * A confirmation or a form in front of the page. The focus begins at the first field, or at the first button below, which does nothing
 * that cannot be undone; Escape closes it, and the focus goes back to where it was.
 */
export function Dialog({ title, onClose, children, insists = false }: Properties) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Of a layout: other effects end only when the dialog has gone, and then nothing has the focus.
  useLayoutEffect(() => {
    const dialog = element.current!;
    open(dialog);
    // While it is modal, nothing behind it takes the focus; as it closes, it gives the focus back by itself.
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={id}
      onKeyDown={(event) => {
        // A browser asks once whether Escape may close a dialog, and closes it when pressed again.
        if (insists && event.key === 'Escape') event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (!insists) onClose();
      }}
      onClose={() => {
        if (element.current === null || element.current.open) return;
        if (insists) open(element.current);
        else onClose();
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        {!insists && (
          <button type="button" class="button quiet square" aria-label={text('close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}

function open(dialog: HTMLDialogElement): void {
  dialog.showModal();
  if (!toFirstField(dialog)) dialog.querySelector<HTMLElement>('.dialog-foot button')?.focus();
}
