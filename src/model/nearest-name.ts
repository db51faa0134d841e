/** The name that was probably meant by one that is none, or `undefined` when nothing comes near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = letters(name);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let nearest: string | undefined;
  let least = allowed + 1;
  for (const candidate of known) {
    const changes = editDistance(wanted, letters(candidate));
    if (changes < least) [nearest, least] = [candidate, changes];
  }
  return nearest;
}

/** `birth_date`, `BirthDate` and `birthDate` are written in different ways and mean the same. */
function letters(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Letters to insert, delete or replace (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
