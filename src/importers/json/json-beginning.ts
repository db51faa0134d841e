import { textHead } from '../input/utf8-text.ts';

/**
 * The value with which JSON text begins, as far as its first bytes tell: what is cut off at their end is left out, and each
 * open array and object is closed. Of several values, one after the other, it is the first. `undefined` when the bytes are not JSON.
 */
export function jsonBeginning(head: Buffer): unknown {
  const text = textHead(head).trimStart();
  if (!/^[{[]/.test(text)) return undefined;
  /** The brackets that close what is open. */
  let open = '';
  /** Text up to which everything is whole, and what closes it there. */
  let whole = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
    } else if (character === '{' || character === '[') {
      open = (character === '{' ? '}' : ']') + open;
      whole = text.slice(0, at + 1) + open;
    } else if (character === '}' || character === ']') {
      if (!open.startsWith(character)) break;
      open = open.slice(1);
      whole = text.slice(0, at + 1) + open;
      if (open === '') break;
    } else if (character === ',') whole = text.slice(0, at) + open;
  }
  try {
    return JSON.parse(whole);
  } catch {
    return undefined;
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
