import Type from 'typebox';
import { identifiedUser } from '../identified-user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { PEOPLE, windowOfAnswer } from '../tool-inputs.ts';

export const distributionTool = mcpTool({
  name: 'distribution',
  title: 'How heart rates are distributed',
  description:
    'How the heart rates of one user, or of a cohort together, are distributed in a window: percentiles of the readings in bpm, and for each zone how many readings and minutes it has. Zones are cut at limits in bpm; one has its lower limit and not its upper one. A reading stands until the next one, ten minutes at most.',
  input: Type.Object(
    {
      ...PEOPLE,
      zones: Type.Optional(
        Type.Array(Type.Number(), { maxItems: 20, description: 'Limits in bpm, ascending, such as [60, 100, 140].' }),
      ),
      percentiles: Type.Optional(
        Type.Array(Type.Number(), { maxItems: 20, description: '5, 25, 50, 75 and 95 when left out.' }),
      ),
    },
    { additionalProperties: false },
  ),
  async run(store, { user, ...query }) {
    const identity = user === undefined ? undefined : await identifiedUser(store, user);
    const whose = identity === undefined ? {} : { userId: identity.id };
    const { count, ...found } = await store.distribution({ ...query, ...whose });
    return {
      answer: { unit: 'bpm', window: windowOfAnswer(query), ...whose, readings: count, ...found },
      users: identity === undefined ? 'all' : [identity.id],
    };
  },
});
