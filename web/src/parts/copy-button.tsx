import { text } from '../i18n/text.ts';
import { Icon } from './icon.tsx';
import { notify } from './notice.tsx';

/** Puts a text on the clipboard. */
export function CopyButton({ words, content }: { readonly words: string; readonly content: () => string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(content());
    notify(text('copied'));
  };
  // Browsers have a clipboard for pages of secure origins alone.
  if (!('clipboard' in navigator)) return null;
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      <Icon name="link" />
      {words}
    </button>
  );
}
