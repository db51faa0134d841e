import { giveWay, isTurnOver } from '../async/give-way.ts';

/** Elements of an array to serialise at a time: a millisecond or so. */
const AT_A_TIME = 1000;

/** Serialises plain data as JSON in UTF-8. Long arrays are written piece by piece, giving way to other work in between. */
export async function jsonText(value: unknown): Promise<Buffer> {
  const written: Buffer[] = [];
  for (const piece of pieces(value)) {
    written.push(Buffer.from(piece));
    if (isTurnOver()) await giveWay();
  }
  return Buffer.concat(written);
}

function* pieces(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    yield '[';
    for (let at = 0; at < value.length; at += AT_A_TIME) {
      yield (at === 0 ? '' : ',') + JSON.stringify(value.slice(at, at + AT_A_TIME)).slice(1, -1);
    }
    yield ']';
  } else if (typeof value === 'object' && value !== null) {
    let comma = '';
    yield '{';
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${comma}${JSON.stringify(name)}:`;
      yield* pieces(member);
      comma = ',';
    }
    yield '}';
  } else yield JSON.stringify(value);
}
