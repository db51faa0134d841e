/** A colour of the theme that is shown, for what is drawn on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The same, so that what is behind it shows through. */
export function veil(name: string, opacity: number): string {
  const [, red = '0', green = '0', blue = '0'] = /^#(..)(..)(..)$/.exec(colour(name)) ?? [];
  return `rgba(${[red, green, blue].map((part) => Number.parseInt(part, 16)).join(', ')}, ${opacity})`;
}
