import { MAX_ROW } from '../max-row.ts';
import { jsonStringEnd } from '../ndjson/json-string-end.ts';

const TOO_LONG = `an element is longer than ${MAX_ROW} characters`;

const QUOTE = 0x22;

/**
 * Cuts the text of a JSON array into the texts of its elements, in pieces as they come. It looks at brackets, strings and
 * commas alone; whether an element is proper JSON is for its parser to say.
 */
export class JsonArrayElements {
  #state: 'start' | 'first' | 'element' | 'after' | 'end' = 'start';
  #failure: string | undefined;

  /** What is wrong with the array. From then on all text is skipped. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Takes the elements of `text` that begin before position `until`, while `isFull` says no; gives the position where it
   * stopped: behind them, or at an element that takes more text (never when `isLast`).
   */
  read(text: string, until: number, isLast: boolean, isFull: () => boolean, take: (element: string) => void): number {
    let at = 0;
    while (this.#failure === undefined) {
      while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
      if (at >= text.length) {
        if (isLast && this.#state !== 'end') this.#failure = 'the JSON array does not end';
        return text.length;
      }
      const character = text[at]!;
      if (this.#state === 'start') {
        if (character !== '[') this.#failure = 'the body must be a JSON array of rows';
        this.#state = 'first';
        at += 1;
      } else if (this.#state === 'end') {
        this.#failure = 'something follows after the JSON array';
      } else if (this.#state === 'after') {
        if (character === ']') this.#state = 'end';
        else if (character === ',') this.#state = 'element';
        else this.#failure = 'a comma is missing between two elements of the JSON array';
        at += 1;
      } else if (this.#state === 'first' && character === ']') {
        this.#state = 'end';
        at += 1;
      } else {
        if (at >= until || isFull()) return at;
        const end = elementEnd(text, at);
        if (end === undefined) {
          if (isLast) this.#failure = 'the JSON array does not end';
          else if (text.length - at > MAX_ROW) this.#failure = TOO_LONG;
          else return at;
        } else if (end === at) this.#failure = 'an element of the JSON array is missing';
        else if (end - at > MAX_ROW) this.#failure = TOO_LONG;
        else {
          take(text.slice(at, end));
          this.#state = 'after';
          at = end;
        }
      }
    }
    return text.length;
  }
}

/** The position after the element that begins at `start`; `undefined` when it takes more text to tell. */
function elementEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = jsonStringEnd(text, at);
      if (at >= text.length) return undefined;
      if (depth === 0) return at + 1;
    } else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
      if (depth < 0) return at;
    } else if (depth === 0 && code === 0x2c) return at;
  }
  return undefined;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
