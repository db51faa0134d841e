import { EN } from '../../i18n/en.ts';
import { text } from '../../i18n/text.ts';

const BEGINNING = 'action_';

type ActionKey = Extract<keyof typeof EN, `${typeof BEGINNING}${string}`>;

const KEYS = Object.keys(EN).filter((key): key is ActionKey => key.startsWith(BEGINNING));

/** What the audit log tells of, as it calls it. */
export const ACTIONS = KEYS.map((key) => key.slice(BEGINNING.length));

/** What somebody did; the word of the log itself for what these pages do not know. */
export function actionInWords(action: string): string {
  const key = KEYS.find((known) => known === `action_${action}`);
  return key === undefined ? action : text(key);
}
