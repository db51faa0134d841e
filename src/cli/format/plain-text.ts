// Control characters, the C1 ones too, and the line ends that are none in ASCII.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Text of others (names, messages of engines) as one line that cannot steer a terminal. */
export function plainText(text: string): string {
  return text.replace(CONTROLS, ' ');
}
