import { text } from '../i18n/text.ts';

const LONGEST = 40;

/** A name as a line has room for it. */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : name;
}

/** Who somebody is, in one line; a name in another direction of writing does not turn what is around it. */
export function PersonName({ id, name }: { readonly id: number; readonly name?: string | undefined }) {
  return (
    <span class="person-name">
      {name !== undefined && (
        <bdi title={name}>{name === '' ? <span class="muted">{text('unnamed')}</span> : shortName(name)}</bdi>
      )}{' '}
      <span class={name === undefined ? 'number' : 'muted number'}>#{id}</span>
    </span>
  );
}
