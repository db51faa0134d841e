/** Goes to the first field of what has just been opened, to type at once. @returns Whether there is one. */
export function toFirstField(of: Element | null | undefined): boolean {
  const field = of?.querySelector<HTMLElement>('input:not([hidden]):not([readonly]), select, textarea');
  field?.focus();
  return field instanceof HTMLElement;
}
