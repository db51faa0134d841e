import { Tokenizer, TokenizerError, TokenParser, TokenParserError, TokenType } from '@streamparser/json';
import { giveWay } from '../../async/give-way.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { gatheredChunks } from '../input/gathered-chunks.ts';
import type { ReadingInput } from '../reading-format.ts';
import { wholeElements } from './whole-elements.ts';

/**
 * Where a value stands: keys of objects and indexes of arrays, from the outside in. Of an element of an array it is where that
 * array stands.
 */
export type JsonPath = readonly (string | number)[];

/** Bytes parsed at a time: a few milliseconds of work. */
const PORTION = 16 * 1024;
/** A longer value is in no file of readings; to keep one takes memory. */
const MAX_VALUE_BYTES = 16 * 1024 * 1024;
/** Deeper nesting is in no file of readings. */
const MAX_DEPTH = 100;

const COMMA = 0x2c;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads JSON as it comes, one value or several one after the other (NDJSON), and comes back after each part. Whole numbers
 * past 2^53, which would be rounded, come as their text.
 *
 * @param paths which values are handed over, such as `$.data.*`: `*` is any key or index. Everything else is passed over.
 * @param take told where a value stands, unless only one path is read.
 * @throws PulsebaseError `INVALID_FILE` where the text is not JSON or ends too early, with the byte, and what the chunks and
 * `take` throw; the values up to there were handed over.
 */
export async function* readJson(
  { name, chunks }: Pick<ReadingInput, 'name' | 'chunks'>,
  paths: readonly string[],
  take: (value: unknown, path: JsonPath) => void,
): AsyncGenerator<void> {
  const maxLevel = Math.max(...paths.map((path) => path.split('.').length - 1));
  const fail = (what: string, byte: number, cause?: unknown) => {
    const message = `${name} ${what} at byte ${byte}; what stood before it was read`;
    throw new PulsebaseError('INVALID_FILE', message, { cause });
  };
  const tokenizer = new ExactTokenizer({ separator: '' });
  const parser = new TokenParser({ paths: [...paths], keepStack: false, separator: '' });
  let depth = 0;
  let read = 0;
  /** Bytes that had come when the parser was last between two values that may be handed over. */
  let between = 0;
  /** Where the array stands whose element was handed over just now; `undefined` when it was something else. */
  let array: JsonPath | undefined;
  /** The same, where nothing but a comma came behind the element. */
  let nextIsIn: JsonPath | undefined;
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) {
      depth += 1;
      if (depth > MAX_DEPTH) fail(`nests values more than ${MAX_DEPTH} deep`, read);
    } else if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth <= maxLevel) between = read;
    nextIsIn = token.token === TokenType.COMMA ? array : undefined;
    array = undefined;
    parser.write(token);
  };
  // To know where a value stands costs more than to read it.
  const isOnePath = paths.length === 1;
  parser.onValue = ({ value, key, stack }) => {
    const isElement = typeof key === 'number';
    const steps = isOnePath ? [] : [...stack.map((level) => level.key), isElement ? undefined : key];
    const path = steps.filter((step) => step !== undefined);
    if (isElement) array = path;
    take(value, path);
  };
  const takesElements = paths.some((path) => path.endsWith('.*'));
  /** Reads a portion. Elements of an array that are wanted one by one go past the tokenizer, which stays between two of them. */
  const write = (portion: Buffer) => {
    let from = 0;
    let comma = takesElements ? portion.indexOf(COMMA) : -1;
    while (comma >= 0) {
      nextIsIn = undefined;
      tokenizer.write(portion.subarray(from, comma + 1));
      from = comma + 1;
      if (nextIsIn !== undefined) {
        const path: JsonPath = nextIsIn;
        const elements = wholeElements(portion, from, MAX_DEPTH - depth);
        for (const value of elements?.values ?? []) take(value, path);
        from = elements?.end ?? from;
        break;
      }
      comma = portion.indexOf(COMMA, from);
    }
    tokenizer.write(portion.subarray(from));
  };
  let isFirst = true;
  for await (const chunk of gatheredChunks(chunks)) {
    const begin = isFirst && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    isFirst = false;
    for (let at = begin; at < chunk.length; at += PORTION) {
      const portion = chunk.subarray(at, at + PORTION);
      try {
        write(portion);
      } catch (error) {
        if (!isOfText(error)) throw error;
        fail('is not JSON', read + at, error);
      }
      if (read + at + portion.length - between > MAX_VALUE_BYTES) {
        fail(`holds a value of more than ${MAX_VALUE_BYTES} bytes`, read + at);
      }
      yield;
      await giveWay();
    }
    read += chunk.length;
  }
  if (depth > 0) fail('is cut off', read);
  try {
    tokenizer.end();
  } catch (error) {
    if (!isOfText(error)) throw error;
    fail('is cut off', read, error);
  }
  yield;
}

/** Whether an error says that the text is not JSON, or not UTF-8; others are of those who take the values. */
function isOfText(error: unknown): boolean {
  if (error instanceof TokenizerError || error instanceof TokenParserError) return true;
  return error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

/** Keeps numbers that would be rounded: a user id past 2^53 would be somebody else's. */
class ExactTokenizer extends Tokenizer {
  protected override parseNumber(text: string): number {
    const number = super.parseNumber(text);
    const isRounded = text.length >= 16 && Number.isInteger(number) && !Number.isSafeInteger(number);
    return isRounded ? (text as unknown as number) : number;
  }
}
