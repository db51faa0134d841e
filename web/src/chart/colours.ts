/** A colour of the theme that is shown, for what is drawn on a canvas; that of the system, where it insists on its own. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The same, so that what is behind it shows through. */
export function veil(name: string, opacity: number): string {
  return `color-mix(in srgb, ${colour(name)} ${opacity * 100}%, transparent)`;
}
