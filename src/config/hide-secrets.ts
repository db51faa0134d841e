/** Names of query parameters whose values are secret, such as `password` and `sslpassword`. */
const SECRET_PARAMETER = /((?:^|[?&;\s])[^=&;\s]*(?:password|passwd|pwd|passphrase|secret|token|api_?key)=)[^&#;\s]*/gi;

/**
 * A store URL as it may be shown: a password is `***`. Works on text that is no proper URL too, and rather hides too much:
 * people forget to escape `@`, `/` and `?` in passwords.
 */
export function hideSecrets(url: string): string {
  return hidePassword(url).replace(SECRET_PARAMETER, '$1***');
}

/** What stands before the colon of the password, and what follows up to the last @. */
const WITH_AUTHORITY = /^((?:[a-z][a-z0-9+.-]*:)?\/\/[^:@/?#]*):(.*)@/is;
/** `user:password@host`, or with a scheme whose slashes were forgotten; a path such as `chdb:./a@b` is none. */
const WITHOUT_SLASHES = /^([^:@/?#]*(?::[^:@/?#]*)?):(?![./])(.*)@/s;

/** What follows a host's colon where no password is: `5432/db?user=`, also for several hosts. */
const PORT_AND_PARAMETERS = /^\d+(?:,[^/?]*)?(?:\/[^?]*)?\?[a-z_]+=/i;

function hidePassword(url: string): string {
  const match =
    WITH_AUTHORITY.exec(url) ?? (/^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(url) ? null : WITHOUT_SLASHES.exec(url));
  if (match === null) return url;
  const [, before = '', secret = ''] = match;
  const question = url.indexOf('?');
  const at = (question === -1 ? url : url.slice(0, question)).lastIndexOf('@');
  if (at > before.length) return `${before}:***${url.slice(at)}`;
  // An @ among the parameters ends a password with a question mark, unless a port explains the colon.
  return PORT_AND_PARAMETERS.test(secret) ? url : `${before}:***${url.slice(url.lastIndexOf('@'))}`;
}
