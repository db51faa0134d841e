import { localName } from './local-name.ts';

/** What may precede the root element: a declaration, comments, blanks. */
const PROLOGUE = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)/;
const ROOT = /^<(?:!DOCTYPE\s+)?([^\s<>/[]+)/;

/** The name of the root element of an XML document without its prefix; `undefined` when the text does not begin with one. */
export function rootName(text: string): string | undefined {
  let rest = text;
  for (let match = PROLOGUE.exec(rest); match !== null; match = PROLOGUE.exec(rest)) rest = rest.slice(match[0].length);
  const name = ROOT.exec(rest)?.[1];
  return name === undefined ? undefined : localName(name);
}
