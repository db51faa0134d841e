import Type, { type Static } from 'typebox';

const instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });

export const Retention = Type.Object(
  {
    days: Type.Integer({
      description: 'RETENTION_DAYS: how many UTC days before today readings are kept; 0 is for good.',
    }),
    keptFrom: Type.Union([instant, Type.Null()], {
      description: 'The first instant whose readings are kept, as of now; null where all are.',
    }),
    readings: Type.Integer({ description: 'Readings before it, which go with the next deletion.' }),
    lastRun: Type.Union(
      [
        Type.Object({
          at: instant,
          keptFrom: Type.String({ format: 'date-time', description: 'The first instant whose readings were kept.' }),
          readings: Type.Integer({ description: 'Readings that were deleted.' }),
        }),
        Type.Null(),
      ],
      { description: 'The last deletion by any service with this state, once a UTC day; null before one.' },
    ),
  },
  { title: 'Retention', examples: [{ days: 0, keptFrom: null, readings: 0, lastRun: null }] },
);

export type Retention = Static<typeof Retention>;
