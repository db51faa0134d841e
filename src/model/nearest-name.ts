/**
 * Returns the known name that was most likely meant by `name`; `undefined` when none is close. An edit
 * adds, drops or changes a letter, or swaps two neighbours; by default one is allowed for every three letters, and three in all.
 * Case and separators do not count: `birth_date` and `birthDate` are the same.
 */
export function nearestName(
  name: string,
  known: Iterable<string>,
  maxEdits: number = Math.min(3, Math.floor(name.length / 3)),
): string | undefined {
  const wanted = lettersOf(name);
  let nearest: string | undefined;
  let least = maxEdits;
  for (const candidate of known) {
    const edits = editsBetween(wanted, lettersOf(candidate));
    if (edits > least || (edits === least && nearest !== undefined)) continue;
    nearest = candidate;
    least = edits;
  }
  return nearest;
}

/** Names longer than any known one are truncated: comparing takes the product of the lengths. */
function lettersOf(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** The optimal string alignment distance, which counts a transposition as one edit. */
function editsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
