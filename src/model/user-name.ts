/** The longest text that names a user, in characters (UTF-16 code units). */
export const MAX_EXTERNAL_ID_LENGTH = 255;

/**
 * A user named by text, as people and files name him: his external id, or the plain digits of his user id. An external id
 * goes first; the store looks it up.
 */
export class UserName {
  /** As written: any script, upper and lower case told apart, leading zeros kept. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
