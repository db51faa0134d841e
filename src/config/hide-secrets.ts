import { SERVICE_SCHEMES } from '../model/url-scheme.ts';

const HIDDEN = '***';

/** Returns what a URL refers to; `undefined` for unknown schemes. */
export type LocationOf = (scheme: string) => 'directory' | 'server' | undefined;

/**
 * Makes an address safe to show: of a store, a service, or anything else on the web. Passwords and keys are hidden, and an
 * address that cannot be parsed is hidden completely: people forget slashes, misspell schemes, and leave `@`, `/` and `?` in
 * passwords unescaped.
 *
 * @param locationOf Knows the schemes of stores; without it their URLs are hidden completely.
 */
export function hideSecrets(url: string, locationOf: LocationOf = () => undefined): string {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  const location = SERVICE_SCHEMES.includes(scheme.toLowerCase()) ? 'web' : locationOf(scheme);
  if (location === undefined) return url === '' ? '' : HIDDEN;
  return `${scheme}:${(location === 'directory' ? showPath(rest) : showServer(rest, location)) ?? HIDDEN}`;
}

/** A path, or a plain name; but nothing that could be `user:password@host`. */
function showPath(path: string): string | undefined {
  const isPath = /^(?:\.{0,2}\/(?!\/)|[^:@]*$)/.test(path) || /^\/\/[^@]*$/.test(path);
  return isPath && !path.includes('?') ? path : undefined;
}

const LOGIN_HOSTS_PATH_QUERY = /^\/\/(?:([^/?#]*)@)?([^/?#@]*)((?:\/[\w.~%+-]*)*)(?:\?([^#@]*))?$/;
/** Host names, IPv6 addresses and directories of sockets (`%2Frun`), with ports, separated by commas. */
const HOSTS = /^(?:(?:[\w.%-]*|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:,|$))*$/i;

function showServer(text: string, location: 'server' | 'web'): string | undefined {
  const [, login, hosts = '', path = '', query] = LOGIN_HOSTS_PATH_QUERY.exec(text) ?? [];
  if (!LOGIN_HOSTS_PATH_QUERY.test(text) || !HOSTS.test(hosts)) return undefined;
  const shownLogin = login === undefined ? '' : `${showLogin(login, location)}@`;
  return `//${shownLogin}${hosts}${path}${query === undefined ? '' : `?${showQuery(query)}`}`;
}

/** On the web the user name is the key itself: `https://KEY@host`. */
function showLogin(login: string, location: 'server' | 'web'): string {
  const [name = '', ...password] = login.split(':');
  if (location === 'web' || !/^[\w.+~-]*$/.test(name)) return HIDDEN;
  return password.length === 0 ? name : `${name}:${HIDDEN}`;
}

/** Parameters without secrets. All others are hidden, names included: an unknown name may be part of a secret. */
const SHOWN = new Set([
  ...['host', 'port', 'dbname', 'user', 'application_name', 'connect_timeout'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'cluster', 'quorum', 'lease'],
]);
const SECRET = new Set([
  'options',
  'password',
  'sslpassword',
  'passwd',
  'token',
  'access_token',
  'api_key',
  'apikey',
  'key',
  'secret',
]);

function showQuery(query: string): string {
  const parameters = query.split('&').map((parameter) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(parameter) ?? [];
    if (SHOWN.has(name) && /^[\w.~:,/+-]*$/.test(value)) return parameter;
    return SHOWN.has(name) || SECRET.has(name.toLowerCase()) ? `${name}=${HIDDEN}` : undefined;
  });
  return parameters.includes(undefined) ? HIDDEN : parameters.join('&');
}
