import { BASE_URL } from '../state/base-url.ts';

/** The address of something of the service, for links and uploads; what is empty or undefined is left out. */
export function serviceLink(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const url = new URL(path, BASE_URL);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url.href;
}
