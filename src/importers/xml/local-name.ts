/** A name without its namespace prefix: files choose their prefixes as they like. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
