import { text } from '../i18n/text.ts';
import { may, type Scope } from '../state/session.ts';
import { Empty } from './empty.tsx';

/** Says which scope a page needs, in the place of the page; `undefined` when the key has it. */
export function lacksScope(scope: Scope) {
  if (may(scope)) return undefined;
  return <Empty title={text('lacksScope', { s: scope })} hint={text('lacksScopeHint', { s: scope })} />;
}
