// Control characters, including C1, Unicode line ends, and what turns the direction of the rest of the line.
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** Turns foreign text (names, messages of engines) into one line without terminal control. */
export function plainText(text: string): string {
  return text.replace(CONTROLS, ' ');
}
