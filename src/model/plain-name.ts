/** A name of a column or a member as it is compared: case, blanks and underscores do not matter. */
export function plainName(name: string): string {
  return name.replaceAll(/[\s_]+/g, '').toLowerCase();
}
