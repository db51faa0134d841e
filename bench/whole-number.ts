/** Reads the value of an option of the command line. @throws Error with one line that says what is wrong. */
export function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${option} must be a whole number from 1 on, not ${text}`);
  return value;
}
