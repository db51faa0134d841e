/** Normalises the name of a column or member for comparison: case, blanks and underscores do not matter. */
export function plainName(name: string): string {
  return name.replaceAll(/[\s_]+/g, '').toLowerCase();
}
