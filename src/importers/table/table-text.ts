import { countLineEnds } from '../input/count-line-ends.ts';
import { firstLine } from '../input/first-line.ts';
import type { OpenText } from '../input/open-text.ts';
import type { TextPiece } from '../input/text-pieces.ts';

/** As spreadsheets write it above the header: the next character is what stands between the cells. */
const SEP = /^"?sep=(.)"?$/i;

/** The text of a table from its header on. */
export interface TableText {
  readonly firstLine: string;
  readonly firstLineNumber: number;
  readonly pieces: AsyncGenerator<TextPiece>;
  /** What stands between the cells, where the file says so. */
  readonly delimiter: string | undefined;
}

/** Passes over a line `sep=;` above the header. */
export async function tableText(text: OpenText): Promise<TableText> {
  const delimiter = sepOf(text.firstLine);
  if (delimiter === undefined) return { ...text, delimiter };
  let isSepPassed = false;
  let line = text.firstLineNumber;
  for (;;) {
    const next = await text.pieces.next();
    if (next.done === true) return { firstLine: '', firstLineNumber: line, pieces: text.pieces, delimiter };
    let piece = next.value;
    if (!isSepPassed) {
      const end = piece.text.indexOf('\n') + 1;
      piece = { ...piece, text: end === 0 ? '' : piece.text.slice(end) };
      isSepPassed = true;
      line += 1;
    }
    const first = firstLine(piece.text);
    if (first !== undefined || piece.isTooLong || piece.isLast) {
      const { line: header = '', start = 0 } = first ?? {};
      return {
        firstLine: header,
        firstLineNumber: line + countLineEnds(piece.text, 0, start),
        pieces: behind({ ...piece, text: piece.text.slice(start) }, text.pieces),
        delimiter,
      };
    }
    line += countLineEnds(piece.text, 0, piece.text.length);
  }
}

/** The first two lines of a head, as far as they have come: a table may begin with the second. */
export function headerOfHead(head: string): { readonly line: string; readonly delimiter: string | undefined } {
  const first = firstLine(head);
  if (first === undefined) return { line: '', delimiter: undefined };
  const delimiter = sepOf(first.line);
  if (delimiter === undefined) return { line: first.line, delimiter };
  const end = head.indexOf('\n', first.start);
  return { line: (end < 0 ? undefined : firstLine(head.slice(end + 1)))?.line ?? '', delimiter };
}

function sepOf(line: string): string | undefined {
  const sep = SEP.exec(line)?.[1];
  return sep === '\\' ? undefined : sep;
}

/** The first lines of a text. */
export interface FirstPieces {
  readonly pieces: readonly TextPiece[];
  /** Nothing stands behind them. */
  readonly isAll: boolean;
}

/** The first pieces of a text, and all of it. */
export class HeldPieces {
  readonly #pieces: AsyncGenerator<TextPiece>;
  readonly #held: TextPiece[] = [];
  #length = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(pieces: AsyncGenerator<TextPiece>) {
    this.#pieces = pieces;
  }

  /** Waits until so many characters are held, or all there are. */
  async hold(characters: number): Promise<void> {
    while (this.#length < characters && !this.isAll) {
      try {
        const next = await this.#pieces.next();
        if (next.done === true) return;
        this.#held.push(next.value);
        this.#length += next.value.text.length;
      } catch (error) {
        // It comes where it belongs, behind what came before it.
        this.#failure = { error };
      }
    }
  }

  /** Whether nothing comes any more. */
  get isAll(): boolean {
    return this.#failure !== undefined || this.#held.at(-1)?.isLast === true;
  }

  /** The lines among the first characters, the same however the text was cut. */
  first(characters: number): FirstPieces {
    const pieces: TextPiece[] = [];
    let left = characters;
    for (const piece of this.#held) {
      const isWhole = piece.text.length <= left;
      const text = isWhole ? piece.text : piece.text.slice(0, piece.text.lastIndexOf('\n', left - 1) + 1);
      pieces.push({ ...piece, text, isLast: false });
      left -= piece.text.length;
      if (!isWhole) break;
    }
    pieces.push({ text: '', isTooLong: false, isLast: true });
    return { pieces, isAll: this.isAll && left >= 0 };
  }

  /** All pieces, once. */
  async *all(): AsyncGenerator<TextPiece> {
    yield* this.#held.splice(0);
    if (this.#failure !== undefined) throw this.#failure.error;
    yield* this.#pieces;
  }
}

async function* behind(first: TextPiece, rest: AsyncGenerator<TextPiece>): AsyncGenerator<TextPiece> {
  yield first;
  yield* rest;
}
