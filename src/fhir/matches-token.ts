/**
 * Whether a code is asked for: by itself, or by its system and itself; values separated by commas are alternatives, several
 * parameters must all match. https://hl7.org/fhir/R4/search.html#token
 */
export function matchesToken(parameters: readonly string[], system: string, code: string): boolean {
  const names = new Set([code, `${system}|${code}`, `${system}|`]);
  return parameters.every((parameter) => parameter.split(',').some((token) => names.has(token)));
}
