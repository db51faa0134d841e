import Type from 'typebox';
import { mcpTool } from '../mcp-tool.ts';

export const storeStatsTool = mcpTool({
  name: 'store_stats',
  title: 'What the store holds',
  description:
    'How many users and readings there are, and the instants (UTC) of the first and the last reading. Ask this first, to know which windows have data.',
  input: Type.Object({}, { additionalProperties: false }),
  async run(store) {
    const { users, readings, firstReading, lastReading } = await store.stats();
    return {
      answer: {
        users,
        readings,
        firstReading: firstReading?.toISOString() ?? null,
        lastReading: lastReading?.toISOString() ?? null,
      },
    };
  },
});
