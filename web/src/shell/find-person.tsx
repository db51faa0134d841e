import { useEffect, useMemo, useState } from 'preact/hooks';
import { matchPeople } from '../data/match-people.ts';
import { usePeople } from '../data/people.ts';
import { text } from '../i18n/text.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { PersonName } from '../parts/person-name.tsx';
import { go } from '../state/router.ts';
import { may } from '../state/session.ts';

const SHOWN = 8;

/** Finds a person by name or id, from any page: Ctrl and K, or the button. */
export function FindPerson() {
  const [isOpen, setOpen] = useState(false);
  const mayRead = may('read');
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k' || !mayRead) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, [mayRead]);
  if (!mayRead) return null;
  return (
    <>
      <button type="button" class="button quiet find" onClick={() => setOpen(true)} aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span>{text('find')}</span>
        <span class="keys">Ctrl K</span>
      </button>
      {isOpen && <FindDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function FindDialog({ onClose }: { readonly onClose: () => void }) {
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const people = usePeople();
  const found = useMemo(() => matchPeople(people, words).slice(0, SHOWN), [people, words]);
  const open = (id: number | undefined) => {
    if (id === undefined) return;
    onClose();
    go(`/people/${id}`);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt(Math.min(found.length - 1, Math.max(0, at + step)));
    else if (event.key === 'Enter') open(found[at]?.id);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={text('find')} onClose={onClose}>
      <input
        class="input wide"
        role="combobox"
        aria-label={text('find')}
        aria-expanded={found.length > 0}
        aria-controls="found-people"
        aria-activedescendant={found[at] === undefined ? undefined : `found-${found[at].id}`}
        placeholder={text('findHint')}
        value={words}
        onInput={({ currentTarget }) => {
          setWords(currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <div id="found-people" class="found" role="listbox" aria-label={text('people')}>
        {found.map(({ id, name, externalId }, index) => (
          <div
            key={id}
            id={`found-${id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => open(id)}
            onKeyDown={onKey}
          >
            <PersonName id={id} name={name} />
            {externalId !== null && <bdi class="muted small">{externalId}</bdi>}
          </div>
        ))}
      </div>
      {words !== '' && found.length === 0 && <p class="muted">{text('findNone')}</p>}
    </Dialog>
  );
}
