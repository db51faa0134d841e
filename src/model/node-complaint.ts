/** The oldest Node.js that Pulsebase runs on; `engines` of package.json says the same. */
const OLDEST = [22, 18] as const;

/** What is read of a runtime; browsers have no `process`. */
interface Runtime {
  readonly process?: { readonly versions?: { readonly node?: string }; readonly execPath?: string };
}

/**
 * Returns a message when Node.js is too old, `undefined` when it will do. Any version must be able to parse this file, and it
 * must import nothing: it runs before everything else.
 */
export function nodeComplaint({ process }: Runtime = globalThis): string | undefined {
  const version = process?.versions?.node;
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Pulsebase needs Node.js ${OLDEST.join('.')} or newer; this is v${version} (${process?.execPath}); see https://nodejs.org`;
}
