/** The longest text that names a user, in characters (UTF-16 code units). */
export const MAX_EXTERNAL_ID_LENGTH = 255;

/**
 * A user named by text, as in files: an external id or the plain digits of a user id. The store looks for an external id first.
 */
export class UserName {
  /** As written: any script, upper and lower case told apart, leading zeros kept. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whether a value from outside is a name: it may be a proxy that was revoked. */
export function isUserName(value: unknown): value is UserName {
  if (typeof value !== 'object') return false;
  try {
    return value instanceof UserName;
  } catch {
    return false;
  }
}
