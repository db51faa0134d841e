/** Told apart by shape and number of marks as well: not everybody sees colours, and not every printer prints them. */
export const SEVERITY_MARKS = { high: '▲!!!', medium: '◆!!', low: '●!' } as const;
