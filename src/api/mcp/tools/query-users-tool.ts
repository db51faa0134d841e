import Type from 'typebox';
import { GENDERS } from '../../../model/user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { WINDOW, windowOfAnswer } from '../tool-inputs.ts';

const DEFAULT_LIMIT = 50;

export const queryUsersTool = mcpTool({
  name: 'query_users',
  title: 'Users of a cohort by average heart rate',
  description:
    'Which users (older than minAge, of these genders) had an average heart rate strictly above minHeartRate (bpm) in a window, highest first. The average of a user is that of all readings in the window, exact. Answers how many there are, and the first of them.',
  input: Type.Object(
    {
      ...WINDOW,
      minHeartRate: Type.Number({
        description: 'In bpm; the average must be above it. 0 for everybody with readings.',
      }),
      minAge: Type.Optional(Type.Number({ description: 'Only users older than this many completed years.' })),
      gender: Type.Optional(Type.Array(Type.Enum([...GENDERS]), { description: 'Only these; all when left out.' })),
      asOf: Type.Optional(
        Type.String({ description: 'Day for ages from birth dates; the last day of the window when left out.' }),
      ),
      minReadings: Type.Optional(Type.Integer({ minimum: 1, description: 'Only users with so many in the window.' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description: `${DEFAULT_LIMIT} when left out.` })),
    },
    { additionalProperties: false },
  ),
  async run(store, { limit = DEFAULT_LIMIT, ...query }) {
    const found = await store.queryUsers({ ...query, details: true });
    const users = found.slice(0, limit).map(({ count, ...member }) => ({ ...member, readings: count }));
    return {
      answer: { unit: 'bpm', window: windowOfAnswer(query), usersInAll: found.length, users },
      users: users.map(({ userId }) => userId),
    };
  },
});
