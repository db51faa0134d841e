/** Schemes of the URLs that name a service, without the colon. */
export const SERVICE_SCHEMES: readonly string[] = ['https', 'http'];

/** Whether a URL names a service, rather than a store that is opened in this process. */
export function isServiceUrl(url: string): boolean {
  return SERVICE_SCHEMES.includes(schemeOf(url) ?? '');
}

/** Returns the scheme of a URL in lower case, without the colon; `undefined` when it has none. */
export function schemeOf(url: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
}
