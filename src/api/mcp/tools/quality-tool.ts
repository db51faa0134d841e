import Type from 'typebox';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { identifiedUser } from '../identified-user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { PEOPLE, windowOfAnswer } from '../tool-inputs.ts';

/** More would fill the context of a model with numbers. */
const MAX_ROWS = 400;

export const qualityTool = mcpTool({
  name: 'quality',
  title: 'How completely heart rates were measured',
  description: `How completely one user, or each user of a cohort, was measured in a window: minutes with a reading (worn), valid hours (30 minutes with a reading) and valid days (10 valid hours), the longest silence and the gaps (silences of more than an hour). Of one user also by day. At most ${MAX_ROWS} days or users.`,
  input: Type.Object(
    {
      ...PEOPLE,
      timezone: Type.Optional(
        Type.String({ description: 'IANA zone whose minutes, hours and days count; UTC when left out.' }),
      ),
    },
    { additionalProperties: false },
  ),
  async run(store, { user, ...query }) {
    const identity = user === undefined ? undefined : await identifiedUser(store, user);
    const found = await store.quality({ ...query, ...(identity === undefined ? {} : { userId: identity.id }) });
    const users = found.users.map(({ count, ...rest }) => ({ ...rest, readings: count }));
    const days = found.days.map(({ start, count, users: _, ...rest }) => ({
      start: start.toISOString(),
      readings: count,
      ...rest,
    }));
    if (Math.max(users.length, identity === undefined ? 0 : days.length) > MAX_ROWS) {
      throw new PulsebaseError(
        'INVALID_ARGUMENT',
        `the answer has more than ${MAX_ROWS} days or users; take a shorter window, or fewer users`,
        { field: 'to' },
      );
    }
    return {
      answer: {
        window: windowOfAnswer(query),
        timezone: query.timezone ?? 'UTC',
        users,
        ...(identity === undefined ? {} : { days }),
      },
      users: users.map(({ userId }) => userId),
    };
  },
});
