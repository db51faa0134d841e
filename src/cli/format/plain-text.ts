// Control characters, including C1, and Unicode line ends.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are to be removed
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Turns foreign text (names, messages of engines) into one line without terminal control. */
export function plainText(text: string): string {
  return text.replace(CONTROLS, ' ');
}
