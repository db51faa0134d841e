const formats = new Map<string, Intl.DateTimeFormat>();

/** A format of instants; making one takes long, so each is made once. */
export function formatOf(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${zone} ${JSON.stringify(options)}`;
  let format = formats.get(name);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    formats.set(name, format);
  }
  return format;
}
