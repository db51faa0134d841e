/** The ends of a window in Unix milliseconds as parameters. */
export function isoEnds({ from, to }: { readonly from: number; readonly to: number }): { from: string; to: string } {
  return { from: iso(from), to: iso(to) };
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
