import Type, { type Static } from 'typebox';
import { MOST_SILENT } from '../reads/silent-users.ts';
import { externalId, userId } from './parameters.ts';

const readings = Type.Integer({ description: 'Readings measured in it.' });
const users = Type.Integer({ description: 'Users with readings in it.' });

const SilentUser = Type.Object(
  {
    userId,
    externalId: Type.Union([externalId, Type.Null()]),
    name: Type.String(),
    lastReading: Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' }),
  },
  { title: 'SilentUser' },
);

export const Activity = Type.Object(
  {
    readings,
    users,
    hours: Type.Array(
      Type.Object(
        { start: Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' }), readings, users },
        { title: 'ActiveHour' },
      ),
      { description: 'Every hour of UTC that the window touches; of the first and the last what is in the window.' },
    ),
    silent: Type.Optional(
      Type.Array(SilentUser, {
        maxItems: MOST_SILENT,
        description: `Users whose last reading lies before the window, in the 30 days up to it: the ${MOST_SILENT} who have been silent longest, longest first. Given when asked for.`,
      }),
    ),
  },
  {
    title: 'Activity',
    examples: [{ readings: 2, users: 2, hours: [{ start: '2023-04-05T06:00:00.000Z', readings: 2, users: 2 }] }],
  },
);

export type Activity = Static<typeof Activity>;

export const ActivityParameters = Type.Object(
  {
    from: Type.String({ description: 'First instant, inclusive. ISO 8601.', examples: ['2023-04-05T06:00:00Z'] }),
    to: Type.String({ description: 'Last instant, inclusive. ISO 8601.', examples: ['2023-04-05T06:59:59Z'] }),
    silent: Type.Optional(Type.Boolean({ description: 'Whether to tell who has been silent before and since from.' })),
  },
  { additionalProperties: false },
);
