import { useRef, useState } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import { Icon } from '../../parts/icon.tsx';

/** Where files are dropped, or chosen. */
export function DropPlace({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    // biome-ignore lint/a11y/useSemanticElements: files are dropped on it, and it has no fields
    <div
      class={isOver ? 'drop drop-over' : 'drop'}
      role="group"
      aria-label={text('dropHere')}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Icon name="data" />
      <p class="drop-title">{text('dropHere')}</p>
      <button type="button" class="button primary" onClick={() => input.current?.click()}>
        {text('orChoose')}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={text('orChoose')}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <p class="small muted">{text('dropFormats')}</p>
    </div>
  );
}
