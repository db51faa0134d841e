/** Line ends in `text` from position `from` to before `to`. */
export function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) if (text.charCodeAt(at) === 0x0a) count += 1;
  return count;
}
