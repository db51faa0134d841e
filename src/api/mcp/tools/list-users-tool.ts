import Type from 'typebox';
import type { User } from '../../../model/user.ts';
import { mcpTool } from '../mcp-tool.ts';

const MAX_ROWS = 200;

export const listUsersTool = mcpTool({
  name: 'list_users',
  title: 'Users',
  description: `Users in order of id, with external id, name, gender (FHIR codes), and age in completed years or birth date. At most ${MAX_ROWS}: next is the value of after for those that follow.`,
  input: Type.Object(
    { after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only users with higher ids than this.' })) },
    { additionalProperties: false },
  ),
  async run(store, { after = 0 }) {
    const users: User[] = [];
    let next: number | undefined;
    for await (const user of store.listUsers(after)) {
      if (users.length === MAX_ROWS) {
        next = users.at(-1)!.id;
        break;
      }
      users.push(user);
    }
    return { answer: { users, ...(next === undefined ? {} : { next }) }, users: users.map(({ id }) => id) };
  },
});
