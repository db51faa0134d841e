/** The oldest Node.js that Pulsebase runs on; `engines` of package.json says the same. */
const OLDEST = [22, 18] as const;

/**
 * One line for people whose Node.js is too old, or `undefined` when it will do; browsers have none. This file must be readable
 * by any version and import nothing: it goes before everything that is not.
 */
export function nodeComplaint(): string | undefined {
  const version = typeof process === 'object' ? process.versions?.node : undefined;
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Pulsebase needs Node.js ${OLDEST.join('.')} or newer; this is v${version} (${process.execPath}); see https://nodejs.org`;
}
