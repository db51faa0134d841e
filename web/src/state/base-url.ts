/** Where the dashboard is, which a proxy may have put below a path; ends with a slash. Its files are in a folder of it. */
export const BASE_URL = new URL('..', import.meta.url);
