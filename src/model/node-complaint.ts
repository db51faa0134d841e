/** The oldest Node.js that Pulsebase runs on; `engines` of package.json says the same. */
const OLDEST = [22, 18] as const;

/** What is read of a runtime; browsers have no `process`. Deno and Bun name the Node.js that they are like, and themselves. */
interface Runtime {
  readonly process?: {
    readonly versions?: { readonly node?: string; readonly deno?: string; readonly bun?: string };
    readonly execPath?: string;
  };
}

/**
 * Returns a message when Node.js is too old, `undefined` when it will do. Any version must be able to parse this file, and it
 * must import nothing: it runs before everything else.
 */
export function nodeComplaint({ process }: Runtime = globalThis): string | undefined {
  const { node: version, deno, bun } = process?.versions ?? {};
  if (version === undefined || deno !== undefined || bun !== undefined) return undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `Pulsebase needs Node.js ${OLDEST.join('.')} or newer; this is v${version} (${process?.execPath}); see https://nodejs.org`;
}
