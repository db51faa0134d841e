import { optional, requireFinite } from '../model/field-rules.ts';
import { type InstantInput, requireInstant } from '../model/instant.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { type RulesOf, takeArgument } from '../model/take-argument.ts';
import type { Gender } from '../model/user.ts';
import type { UserRef } from '../model/user-ref.ts';
import { requireGenders, requireUserIds, requireUserRefs } from '../store/require-arguments.ts';
import { ALL_TIME, type Window, windowOf } from '../window/window.ts';

/** Whose data, and from when: everybody's, or of those to whom all that is given applies. */
export interface ExportSelection {
  /** Ids of the users, each 1 to 2^53 - 1. */
  readonly userIds?: Iterable<number> | undefined;
  /** The users by id or external id, instead of `userIds`. */
  readonly users?: Iterable<UserRef> | undefined;
  /** Only users older than this many completed years, as in `queryUsers`. */
  readonly minAge?: number | undefined;
  /** Only these genders. */
  readonly gender?: Gender | readonly Gender[] | undefined;
  /** The day for ages from birth dates; the last day of the window when omitted. */
  readonly asOf?: InstantInput | undefined;
  /** Inclusive; from the beginning when omitted. */
  readonly from?: InstantInput | undefined;
  /** Inclusive; to the end when omitted. */
  readonly to?: InstantInput | undefined;
}

const EXPORT_SELECTION = {
  userIds: optional(requireUserIds),
  users: optional(requireUserRefs),
  minAge: optional(requireFinite),
  gender: optional(requireGenders),
  asOf: optional(requireInstant),
  from: optional(requireInstant),
  to: optional(requireInstant),
} satisfies RulesOf<ExportSelection>;

/** A checked {@link ExportSelection}: instants in Unix ms, `undefined` for all. */
export interface CheckedSelection {
  readonly users: readonly UserRef[] | undefined;
  readonly genders: readonly Gender[] | undefined;
  readonly minAge: number | undefined;
  readonly asOf: number;
  readonly window: Window;
}

/**
 * Checks what is to be exported.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` that names the field.
 */
export function requireExportSelection(selection: ExportSelection): CheckedSelection {
  const { userIds, users, minAge, gender, asOf, from, to } = takeArgument('selection', selection, EXPORT_SELECTION);
  if (userIds !== undefined && users !== undefined) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'userIds and users are both given; keep one of them', {
      field: 'users',
    });
  }
  if (minAge !== undefined && asOf === undefined && to === undefined) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      'minAge needs a day on which users have that age: add asOf, or to, whose day it is otherwise',
      { field: 'asOf' },
    );
  }
  const window = windowOf({ from: from ?? ALL_TIME.from, to: to ?? ALL_TIME.to });
  return { users: users ?? userIds, genders: gender, minAge, asOf: asOf ?? window.to, window };
}
