const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

const BYTES: ReadonlyMap<string, number> = new Map(
  UNITS.map((unit) => {
    const power = 'kmgt'.indexOf(unit.charAt(0).toLowerCase()) + 1;
    return [unit.toLowerCase(), (unit.includes('i') ? 1024 : 1000) ** power];
  }),
);

/**
 * Parses a size into bytes: `1048576`, `512MiB`, `1.5 GiB` (powers of 1024), `2GB` (powers of 1000); letters of any case.
 * `undefined` when it is not a size.
 */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text);
  if (match === null) return undefined;
  const [, number, unit] = match;
  const bytes = BYTES.get(unit === undefined || unit === '' ? 'b' : unit.toLowerCase());
  return bytes === undefined ? undefined : Math.round(Number(number) * bytes);
}

/** A size as {@link parseByteSize} reads it, exact, in the largest power of 1024 that divides it. */
export function formatByteSize(bytes: number): string {
  const unit = UNITS.toReversed().find((name) => name.includes('i') && bytes % BYTES.get(name.toLowerCase())! === 0);
  return unit === undefined || bytes === 0 ? String(bytes) : `${bytes / BYTES.get(unit.toLowerCase())!}${unit}`;
}
