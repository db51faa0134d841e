import Type from 'typebox';
import { GENDERS } from '../../model/user.ts';
import { requireWindow, type WindowInput } from '../../window/window.ts';

/** One user. */
export const USER = Type.String({
  description: 'The user: an external id, or the digits of an id where no user has that external id.',
});

/** The ends of a window. */
export const WINDOW = {
  from: Type.String({
    description: 'First instant, ISO 8601. Without an offset it is UTC; a date alone is its midnight.',
    examples: ['2023-06-01'],
  }),
  to: Type.String({
    description: 'Last instant, inclusive, likewise: for the whole of June write 2023-06-30T23:59:59.999Z.',
    examples: ['2023-06-30T23:59:59.999Z'],
  }),
};

/** A window, and whose readings in it are meant: one user's, or a cohort's. */
export const PEOPLE = {
  ...WINDOW,
  user: Type.Optional(USER),
  minAge: Type.Optional(Type.Number({ description: 'Without a user: only older than so many completed years.' })),
  gender: Type.Optional(Type.Array(Type.Enum([...GENDERS]), { description: 'Without a user: only these.' })),
};

/** The window of an answer, as it was read. */
export function windowOfAnswer(given: WindowInput): { readonly from: string; readonly to: string } {
  const { from, to } = requireWindow(given);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
