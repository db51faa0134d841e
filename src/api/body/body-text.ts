import { type OpenText, textOf } from '../../importers/input/open-text.ts';

/** Reads a body as lines of text. @throws PulsebaseError `INVALID_FILE` when it is empty or not text. */
export function bodyText(chunks: AsyncGenerator<Buffer>): Promise<OpenText> {
  return textOf({ name: 'the body', chunks });
}
