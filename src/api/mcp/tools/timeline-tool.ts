import Type from 'typebox';
import { identifiedUser } from '../identified-user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { USER, WINDOW, windowOfAnswer } from '../tool-inputs.ts';

/** More would fill the context of a model with numbers. */
const MAX_POINTS = 400;

export const timelineTool = mcpTool({
  name: 'timeline',
  title: 'A user over time, as finely as fits',
  description: `The heart rate of one user over a window of any length in at most ${MAX_POINTS} points, as finely as fits: the readings themselves, or the average, lowest and highest of each stretch of time, in bpm. The level says how long a stretch is, in UTC; those without readings are left out.`,
  input: Type.Object(
    {
      user: USER,
      ...WINDOW,
      maxPoints: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_POINTS, description: 'The most points; 100 when left out.' }),
      ),
    },
    { additionalProperties: false },
  ),
  async run(store, { user, from, to, maxPoints = 100 }) {
    const { id, externalId } = await identifiedUser(store, user);
    const { level, points } = await store.timeline(id, { from, to }, { maxPoints });
    const rows = points.map(({ start, count, average, min, max }) => ({
      start: start.toISOString(),
      ...(level === 'raw' ? { heartRate: average } : { readings: count, average, min, max }),
    }));
    return {
      answer: { unit: 'bpm', window: windowOfAnswer({ from, to }), userId: id, externalId, level, points: rows },
      users: [id],
    };
  },
});
