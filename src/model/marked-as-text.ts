/** A text that a spreadsheet shows and never runs: behind an apostrophe where it would be a formula. */
export function markedAsText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
