import Type from 'typebox';
import { identifiedUser } from '../identified-user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { USER, WINDOW, windowOfAnswer } from '../tool-inputs.ts';

export const queryTopTool = mcpTool({
  name: 'query_top',
  title: 'Highest hours of a user',
  description:
    'The highest distinct hourly averages of one user in bpm, highest first, with the hours that have them and how many readings these hold. Hours are clock hours of UTC, or of a time zone. An hour with few readings may be an artefact: minReadings leaves such hours out.',
  input: Type.Object(
    {
      user: USER,
      ...WINDOW,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: '10 when left out.' })),
      minReadings: Type.Optional(Type.Integer({ minimum: 1, description: 'Only hours with so many readings.' })),
      timezone: Type.Optional(Type.String({ description: 'IANA zone whose hours are meant; UTC when left out.' })),
    },
    { additionalProperties: false },
  ),
  async run(store, { user, ...query }) {
    const { id, externalId } = await identifiedUser(store, user);
    const peaks = await store.queryTop({ ...query, userId: id, details: true });
    return {
      answer: {
        unit: 'bpm',
        window: windowOfAnswer(query),
        timezone: query.timezone ?? 'UTC',
        userId: id,
        externalId,
        peaks: peaks.map(({ average, hours }) => ({
          average,
          hours: hours.map(({ start, count }) => ({ start: start.toISOString(), readings: count })),
        })),
      },
      users: [id],
    };
  },
});
