import Type, { type Static } from 'typebox';
import { bpm, count } from './answers.ts';

const bpmOrNull = Type.Union([Type.Number(), Type.Null()], { description: 'In bpm; null without readings.' });
const minutes = Type.Number({ description: 'During which a reading stands.' });

const HeartRateZone = Type.Object(
  {
    from: Type.Union([Type.Number(), Type.Null()], { description: 'In bpm, inclusive; null for the lowest zone.' }),
    to: Type.Union([Type.Number(), Type.Null()], { description: 'In bpm, exclusive; null for the highest zone.' }),
    count,
    minutes,
  },
  { title: 'HeartRateZone' },
);

const DISTRIBUTION = {
  users: Type.Integer({ description: 'Users with readings in the window.' }),
  count,
  minutes,
  average: bpmOrNull,
  min: bpmOrNull,
  max: bpmOrNull,
  percentiles: Type.Array(
    Type.Object({ percentile: Type.Number(), heartRate: bpm }, { title: 'Percentile', description: 'A nearest rank.' }),
    { description: 'As asked for; empty without readings.' },
  ),
  zones: Type.Array(HeartRateZone, {
    description: 'From the lowest to the highest, one more than there are limits.',
  }),
};

export const Distribution = Type.Object(DISTRIBUTION, {
  title: 'Distribution',
  examples: [
    {
      users: 1,
      count: 1,
      minutes: 10,
      average: 72,
      min: 72,
      max: 72,
      percentiles: [5, 25, 50, 75, 95].map((percentile) => ({ percentile, heartRate: 72 })),
      zones: [{ from: null, to: null, count: 1, minutes: 10 }],
    },
  ],
});

export const CohortDistribution = Type.Object(DISTRIBUTION, {
  title: 'CohortDistribution',
  examples: [
    {
      users: 2,
      count: 2,
      minutes: 20,
      average: 70,
      min: 68,
      max: 72,
      percentiles: [
        { percentile: 5, heartRate: 68 },
        { percentile: 25, heartRate: 68 },
        { percentile: 50, heartRate: 68 },
        { percentile: 75, heartRate: 72 },
        { percentile: 95, heartRate: 72 },
      ],
      zones: [{ from: null, to: null, count: 2, minutes: 20 }],
    },
  ],
});

export type Distribution = Static<typeof Distribution>;
