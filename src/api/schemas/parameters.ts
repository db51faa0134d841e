import Type from 'typebox';
import { SEVERITIES } from '../../alarms/rule.ts';
import { EXTERNAL_PREFIX } from '../../model/external-id.ts';
import { GENDERS } from '../../model/user.ts';
import { MAX_USER_ID } from '../../model/user-id.ts';
import { MAX_EXTERNAL_ID_LENGTH } from '../../model/user-name.ts';
import { RESOLUTIONS } from '../../window/resolution.ts';
import { TIMELINE_LEVELS } from '../../window/timeline-level.ts';

const INSTANT = 'ISO 8601; a date alone is its midnight, a time without an offset is UTC.';

export const userId = Type.Integer({
  minimum: 1,
  maximum: MAX_USER_ID,
  description: 'The id of a user.',
  examples: [1],
});
export const externalId = Type.String({
  minLength: 1,
  maxLength: MAX_EXTERNAL_ID_LENGTH,
  description: 'Text by which others know a user, unique in the store, without control characters.',
  examples: ['P-0012'],
});
/** The rule of `UserRef`. */
export const user = Type.Union([userId, externalId], {
  description:
    'A user: a number is the id; a text is an external id, or, where no user has that, the id in plain digits.',
});
export const from = Type.String({ description: `First instant, inclusive. ${INSTANT}`, examples: ['2023-01-01'] });
export const to = Type.String({ description: `Last instant, inclusive. ${INSTANT}`, examples: ['2024-01-01'] });
export const instant = Type.String({ description: INSTANT });
export const details = Type.Boolean({ description: 'Whether to give what lies behind each answer as well.' });
export const gender = Type.Enum([...GENDERS], { title: 'Gender', description: 'FHIR administrative gender.' });
export const resolution = Type.Enum([...RESOLUTIONS], {
  description: 'The size of a bucket; weeks begin on Monday.',
  examples: ['day'],
});
const minimum = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, default: 1, description });
export const maxRejections = Type.Integer({
  minimum: 0,
  maximum: 100_000,
  default: 1000,
  description: 'Rejected rows that the receipt names at most.',
});
export const cursor = Type.String({ maxLength: 200, description: '`nextCursor` of the page before.' });

export const UserPath = Type.Object(
  {
    userId: Type.Union([userId, Type.String({ pattern: `^${EXTERNAL_PREFIX}.` })], {
      description: 'The id of a user, or ext: and an external id, percent-encoded, as in ext:P-0012.',
      examples: [1],
    }),
  },
  { additionalProperties: false },
);
export const NoParameters = Type.Object({}, { additionalProperties: false });
export const WindowParameters = Type.Object({ from, to }, { additionalProperties: false });

export const CohortParameters = Type.Object(
  {
    minAge: Type.Optional(
      Type.Number({ description: 'Only users older than this many completed years; all when left out.' }),
    ),
    gender: Type.Optional(
      Type.Array(gender, { description: 'Only these genders, separated by commas or repeated; all when left out.' }),
    ),
    minHeartRate: Type.Number({ description: 'Only users whose average is above this, in bpm.', examples: [70] }),
    minReadings: Type.Optional(minimum('Only users with at least this many readings in the window.')),
    minDays: Type.Optional(minimum('Only users with readings in the window on at least this many UTC days.')),
    from,
    to,
    asOf: Type.Optional(
      Type.String({ description: 'The day for ages from birth dates; the last day of the window when left out.' }),
    ),
    details: Type.Optional(details),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Users of a page.' })),
    cursor: Type.Optional(cursor),
  },
  { additionalProperties: false },
);

export const TopHoursParameters = Type.Object(
  {
    from,
    to,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 10, description: 'How many averages.' })),
    minReadings: Type.Optional(minimum('Only hours with at least this many readings in the window.')),
    timezone: Type.Optional(
      Type.String({ description: 'IANA zone whose clock hours count, such as Europe/Berlin; UTC when left out.' }),
    ),
    details: Type.Optional(details),
  },
  { additionalProperties: false },
);

export const AveragesParameters = Type.Object(
  {
    from,
    to,
    resolution,
    timezone: Type.Optional(
      Type.String({
        description:
          'IANA zone whose clocks say when hours, days, weeks and months begin, such as Asia/Tokyo; UTC when left out.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const TimelineParameters = Type.Object(
  {
    from,
    to,
    maxPoints: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 4000, default: 4000, description: 'The most points of the answer.' }),
    ),
    level: Type.Optional(
      Type.Enum([...TIMELINE_LEVELS], {
        description: 'What a point is; when left out the finest level of which the window has at most maxPoints.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const UsersParameters = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 1000, description: 'Users of a page of JSON.' }),
    ),
    cursor: Type.Optional(cursor),
  },
  { additionalProperties: false },
);

export const AlarmStreamParameters = Type.Object(
  {
    severities: Type.Optional(
      Type.Array(Type.Enum([...SEVERITIES]), { description: 'Only alarms of these, separated by commas or repeated.' }),
    ),
    userIds: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: MAX_USER_ID }), { description: 'Only alarms of these users.' }),
    ),
    ruleIds: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), { description: 'Only alarms of these rules, each by id or name.' }),
    ),
    after: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Begin behind the event of this number, as with Last-Event-ID; 0 for the beginning of the log.',
      }),
    ),
    follow: Type.Optional(
      Type.Boolean({ default: true, description: 'Whether to wait for what is yet to come, or to end there.' }),
    ),
  },
  { additionalProperties: false },
);

export const UsersImportParameters = Type.Object(
  {
    replace: Type.Optional(
      Type.Boolean({ description: 'Replace users who are there as a whole, as PUT does, instead of merging them.' }),
    ),
    ignoreColumns: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Columns and members to pass over though they are not known, separated by commas or repeated; without names all. Otherwise such a column refuses the body, and such a member its row.',
      }),
    ),
    maxRejections: Type.Optional(maxRejections),
  },
  { additionalProperties: false },
);

export const IngestParameters = Type.Object(
  {
    unknownUsers: Type.Optional(
      Type.Enum(['reject', 'create'], {
        default: 'reject',
        description:
          'What to do with readings of unknown users: reject them, or make users of unknown gender, whose ids are derived from the text that names them.',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'Count what would happen, and write nothing.' })),
    maxRejections: Type.Optional(maxRejections),
    timezone: Type.Optional(
      Type.String({
        description: 'IANA zone of times that are written without an offset, such as Europe/Berlin; UTC when left out.',
      }),
    ),
  },
  { additionalProperties: false },
);

const WHOSE_USER = {
  minLength: 1,
  maxLength: MAX_EXTERNAL_ID_LENGTH,
  description: 'Whose readings they are where the body names nobody: an external id, or an id in plain digits.',
};
/** The user of the readings, if the body does not name one. */
const WHOSE = {
  user: Type.Optional(Type.String(WHOSE_USER)),
  userId: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_USER_ID, description: 'The same by id. One of the two is given.' }),
  ),
};

export const ReadingsParameters = Type.Object(
  { ...IngestParameters.properties, ...WHOSE },
  { additionalProperties: false },
);

export const UploadParameters = Type.Object(
  {
    ...IngestParameters.properties,
    ...WHOSE,
    // Most files name nobody: the example needs one.
    user: Type.Optional(Type.String({ ...WHOSE_USER, examples: ['P-0012'] })),
    device: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Devices whose readings are taken, the preferred first, separated by commas or repeated; all when left out.',
      }),
    ),
    dateOrder: Type.Optional(
      Type.Enum(['mdy', 'dmy', 'ymd'], { description: 'The order of day, month and year in dates such as 4/5/2023.' }),
    ),
    fileName: Type.Optional(
      Type.String({
        maxLength: 255,
        description: 'The name of the file, for messages; a form gives its own.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const IngestHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'A text of your own for this request, such as a UUID. For 24 hours the same key gives the same receipt and writes nothing.',
    }),
  ),
});

/** A window with optional ends, without example values in the API pages. */
export const WINDOW = {
  from: Type.Optional(Type.String({ description: `First instant, inclusive. ${INSTANT}` })),
  to: Type.Optional(Type.String({ description: `Last instant, inclusive. ${INSTANT}` })),
};

/** Users by external ids, one in each parameter: the texts themselves may contain commas. */
export const repeatedUsers = Type.Array(externalId, {
  description:
    'In place of userIds: external ids, or ids where no user has such an external id; repeated, one in each.',
  'x-repeated': true,
});

export const DeleteReadingsParameters = Type.Object(
  {
    userIds: Type.Optional(
      Type.Array(userId, { description: 'Users, separated by commas or repeated.', examples: [[2]] }),
    ),
    users: Type.Optional(repeatedUsers),
    ...WINDOW,
  },
  { additionalProperties: false },
);

/** The most bytes of a body with the maximum number of ids, in any layout. */
export const ID_LIST_BYTES = 4 * 1024 * 1024;

const users = Type.Array(user, { maxItems: 100_000, description: 'In place of userIds.' });

export const DeleteReadingsBody = Type.Object(
  {
    userIds: Type.Optional(Type.Array(userId, { maxItems: 100_000 })),
    users: Type.Optional(users),
    ...WINDOW,
  },
  { additionalProperties: false, title: 'DeleteReadingsBody', examples: [{ userIds: [2], to: '2023-12-31' }] },
);

export const DeleteUsersBody = Type.Object(
  { userIds: Type.Optional(Type.Array(userId, { maxItems: 100_000 })), users: Type.Optional(users) },
  { additionalProperties: false, title: 'DeleteUsersBody', examples: [{ userIds: [1] }] },
);

export const DropBeforeBody = Type.Object(
  { instant },
  { additionalProperties: false, title: 'DropBeforeBody', examples: [{ instant: '2023-04-05T06:10:00Z' }] },
);
