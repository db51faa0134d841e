import { text } from '../i18n/text.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';

interface Properties {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}

/** Shows a secret that cannot be shown again; it goes only when somebody says to have saved it. */
export function SecretDialog({ title, secret, onClose }: Properties) {
  return (
    <Dialog title={title} onClose={onClose} insists>
      <p>
        <strong>{text('shownOnce')}</strong>
      </p>
      <p>
        <code class="secret">{secret}</code>
      </p>
      <div class="dialog-foot">
        <CopyButton words={text('copy')} content={() => secret} />
        <button type="button" class="button primary" onClick={onClose}>
          {text('savedIt')}
        </button>
      </div>
    </Dialog>
  );
}
