import Type, { type Static } from 'typebox';

const readings = Type.Integer({ description: 'Readings measured in it.' });
const users = Type.Integer({ description: 'Users with readings in it.' });

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
  },
  { additionalProperties: false },
);
