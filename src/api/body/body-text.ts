import { type OpenText, textOf } from '../../importers/input/open-text.ts';

/** A body as a text in lines. @throws PulsebaseError `INVALID_FILE` when it is empty or no text. */
export function bodyText(chunks: AsyncGenerator<Buffer>): Promise<OpenText> {
  return textOf({ name: 'the body', chunks });
}
