/** The oldest Node.js that Pulsebase runs on; `engines` of package.json says the same. */
const OLDEST = [22, 18] as const;

/** What is asked of a runtime; browsers have no `process`. */
interface Runtime {
  readonly process?: { readonly versions?: { readonly node?: string }; readonly execPath?: string };
}

/**
 * One line for people whose Node.js is too old, or `undefined` when it will do. This file must be readable by any version and
 * import nothing: it runs before everything that is not.
 */
export function nodeComplaint({ process }: Runtime = globalThis): string | undefined {
  const version = process?.versions?.node;
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Pulsebase needs Node.js ${OLDEST.join('.')} or newer; this is v${version} (${process?.execPath}); see https://nodejs.org`;
}
