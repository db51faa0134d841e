import { SaxesParser } from 'saxes';
import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { decodedPieces } from '../input/decoded-pieces.ts';
import { NO_UTF8 } from '../input/utf8-text.ts';
import type { ReadingInput } from '../reading-format.ts';
import { localName } from './local-name.ts';

/** Receives the elements of a document, in order. Names come without their prefixes. */
export interface XmlHandler {
  open?(name: string, attributes: { readonly [name: string]: string }): void;
  /** @param text the text of the element behind its last child. */
  close?(name: string, text: string): void;
}

/** Characters parsed at a time: a few milliseconds of work. */
const PORTION = 32 * 1024;
/** A longer tag or text is in no file of readings; to keep one takes memory. */
const MAX_LENGTH = 1024 * 1024;
/** Deeper nesting is in no file of readings; to keep it takes memory. */
const MAX_DEPTH = 256;

/** XML allows none of these; devices write them nevertheless. */
const FORBIDDEN = new RegExp(`[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff${NO_UTF8}]`, 'g');

/**
 * Parses an XML document as it comes, and comes back after each part. No entity of a document type is expanded. Characters
 * that XML forbids, which some exports hold, become spaces.
 *
 * @throws PulsebaseError `INVALID_FILE` where the document is damaged or ends too early, with the line, and what the chunks
 * throw; the elements up to there were handed over.
 */
export async function* readXml(
  { name: file, chunks }: Pick<ReadingInput, 'name' | 'chunks'>,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  const fail = (what: string) => {
    throw new PulsebaseError('INVALID_FILE', `${file} ${what} at line ${parser.line}; what stood before it was read`);
  };
  let text = '';
  let depth = 0;
  /** How many characters had come when an element or a text last ended. */
  let ended = 0;
  let come = 0;
  parser.on('error', ({ message }) => fail(`is not well-formed XML (${message.replace(/^\d+:\d+: /, '')})`));
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('cdata', (part) => {
    text += part;
  });
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    ended = come;
    depth += 1;
    if (depth > MAX_DEPTH) fail(`nests elements more than ${MAX_DEPTH} deep`);
    handler.open?.(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    ended = come;
    depth -= 1;
    handler.close?.(localName(name), text);
    text = '';
  });
  for await (const piece of decodedPieces(chunks)) {
    const clean = piece.text.replace(FORBIDDEN, ' ');
    for (let at = 0; at < clean.length; at += PORTION) {
      const part = clean.slice(at, at + PORTION);
      come += part.length;
      parser.write(part);
      if (come - ended > MAX_LENGTH) fail(`holds a tag or a text of more than ${MAX_LENGTH} characters`);
      yield;
      await giveWay();
    }
  }
  if (depth > 0) fail('is cut off');
  parser.close();
  yield;
}
