import type { InstantInput } from '../model/instant.ts';
import type { Gender } from '../model/user.ts';
import type { UserRef } from '../model/user-ref.ts';
import type { WindowInput } from '../window/window.ts';

/** A window, and whose readings in it are meant: one user's, or those of all users to whom the rest applies. */
export interface PeopleQuery extends WindowInput {
  /** Id of one user, 1 to 2^53 - 1. */
  readonly userId?: number;
  /** One user by id or external id, instead of `userId`. */
  readonly user?: UserRef;
  /** Only users older than this many completed years; all when omitted. */
  readonly minAge?: number;
  /** Only these genders; all when omitted. */
  readonly gender?: Gender | readonly Gender[];
  /** The day for ages from birth dates; the window's last day (UTC) when omitted. */
  readonly asOf?: InstantInput;
}
