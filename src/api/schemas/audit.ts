import Type, { type Static } from 'typebox';
import { MAX_USER_ID } from '../../model/user-id.ts';
import { cursor } from './parameters.ts';
import { ROW_FORMATS } from './row-formats.ts';

/** As the service writes it, with the name of the key. */
export const AuditEntry = Type.Object(
  {
    time: Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' }),
    requestId: Type.String({ description: 'As in X-Request-Id of the answer.' }),
    key: Type.String({ description: 'Id of the API key; service for what the service does by itself.' }),
    keyName: Type.Union([Type.String(), Type.Null()], { description: 'Its name; null for one that is not known.' }),
    action: Type.String({ description: 'What was asked for, such as query_top.' }),
    status: Type.Integer({ description: 'Of the answer; 499 where the caller left before it came.' }),
    users: Type.Optional(
      Type.Union([Type.Array(Type.String()), Type.Literal('all')], {
        description: 'Pseudonyms of the users concerned, 1,000 at most; all if the request was about everybody.',
      }),
    ),
    usersInAll: Type.Optional(Type.Integer({ description: 'How many users, where more than 1,000.' })),
    rows: Type.Optional(Type.Integer({ description: 'Rows read, written or deleted.' })),
  },
  { title: 'AuditEntry' },
);
export type AuditEntry = Static<typeof AuditEntry>;

export const AuditPage = Type.Object(
  {
    entries: Type.Array(AuditEntry),
    ofAllServices: Type.Boolean({
      description: 'Whether it is the log of all services with this state; otherwise each one has a file of its own.',
    }),
    pseudonym: Type.Optional(Type.String({ description: 'That of the user who was asked for.' })),
    searchedBackTo: Type.Optional(
      Type.String({ format: 'date-time', description: 'When the oldest entry was made that was looked at.' }),
    ),
    nextCursor: Type.Optional(
      Type.String({ description: 'Where to go on: there are older entries, or some that were not looked at yet.' }),
    ),
  },
  { title: 'AuditPage' },
);
export type AuditPage = Static<typeof AuditPage>;

export const AuditParameters = Type.Object(
  {
    from: Type.Optional(Type.String({ description: 'Only entries of this instant or later. ISO 8601.' })),
    to: Type.Optional(Type.String({ description: 'Only entries of this instant or earlier. ISO 8601.' })),
    action: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), { description: 'Only these actions, separated by commas.' }),
    ),
    key: Type.Optional(
      Type.String({ maxLength: 100, description: 'Only what was done with this key, by id or name.' }),
    ),
    userId: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_USER_ID,
        description:
          'Only what concerns this user, also one who is gone: entries that name the user, are about everybody, or about more users than are listed.',
      }),
    ),
    user: Type.Optional(
      Type.String({
        description:
          'The same by external id, or, where no user has that, by id in plain digits, also of one who is gone.',
      }),
    ),
    pseudonym: Type.Optional(
      Type.String({ pattern: '^u-[0-9a-f]{20}$', description: 'The same by the name that the user has in the log.' }),
    ),
    named: Type.Optional(Type.Boolean({ description: 'Only entries that name the user.' })),
    format: Type.Optional(
      Type.Enum([...ROW_FORMATS], { description: 'In place of Accept, for links: csv and ndjson are all entries.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Entries of a page.' })),
    cursor: Type.Optional(cursor),
  },
  { additionalProperties: false },
);
