import { text } from '../i18n/text.ts';

const LONGEST = 40;
/** Letters as people see them: an emoji of a family is one. */
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const UNSEEN = /^[\s\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u;

/** Whether nothing of a name can be seen. */
function isUnnamed(name: string): boolean {
  return UNSEEN.test(name);
}

/** A name as a line has room for it; or, where nothing of it can be seen, that there is none. */
export function shownName(name: string): string {
  if (isUnnamed(name)) return text('unnamed');
  const seen = [...letters.segment(name)];
  return seen.length > LONGEST
    ? `${seen
        .slice(0, LONGEST - 1)
        .map(({ segment }) => segment)
        .join('')}…`
    : name;
}

/** Who somebody is, in one line; a name in another direction of writing does not turn what is around it. */
export function PersonName({ id, name }: { readonly id: number; readonly name?: string | undefined }) {
  return (
    <span class="person-name">
      {name !== undefined && (
        <bdi title={name} class={isUnnamed(name) ? 'muted' : ''}>
          {shownName(name)}
        </bdi>
      )}{' '}
      <span class={name === undefined ? 'number' : 'muted number'}>#{id}</span>
    </span>
  );
}
