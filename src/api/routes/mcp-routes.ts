import type { FastifyReply, FastifyRequest } from 'fastify';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { AskStore } from '../mcp/make-mcp-server.ts';
import type { App, ServiceContext } from '../service-context.ts';

const BODY_BYTES = 1024 ** 2;

/** The Model Context Protocol, streamable HTTP without sessions: every request has an answer of its own. */
export async function mcpRoutes(app: App, { queries, version }: ServiceContext): Promise<void> {
  app.post(
    '/mcp',
    { bodyLimit: BODY_BYTES, config: { scope: 'read', action: 'mcp' }, schema: { hide: true } },
    async (request, reply) => {
      // Rates and the read gate count requests: a thousand calls in one would be one to them.
      if (Array.isArray(request.body)) {
        throw new PulsebaseError('INVALID_ARGUMENT', 'the body must be one message, not a list; send each by itself');
      }
      // Loaded by the first who asks: most services are never asked.
      const [{ createMcpHandler }, { makeMcpServer }] = await Promise.all([
        import('@modelcontextprotocol/server'),
        import('../mcp/make-mcp-server.ts'),
      ]);
      const users = new Set<number>();
      let isAboutAll = false;
      const askStore: AskStore = async (tool, ask) => {
        const found = await queries.run(`mcp_${tool.name}`, request, {}, ask);
        if (found.users === 'all') isAboutAll = true;
        else for (const id of found.users ?? []) users.add(id);
        request.audited = isAboutAll ? { users: 'all' } : { users, rows: users.size };
        return found;
      };
      const failed = (err: unknown) => request.log.error({ err }, 'a tool of the Model Context Protocol failed');
      // One server for a request: the protocol's own state of one must never meet another caller.
      const makeServer = () => makeMcpServer(version, askStore, failed);
      // Nothing changes that a client could subscribe to; its stream would have no end.
      const handler = createMcpHandler(makeServer, { maxSubscriptions: 0 });
      try {
        const answer = await handler.fetch(asFetched(request), { parsedBody: request.body });
        return await send(reply, answer);
      } finally {
        await handler.close();
      }
    },
  );
}

function asFetched(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string' && !name.startsWith(':')) headers.set(name, value);
  }
  // The body is parsed already, and goes beside it.
  headers.delete('content-length');
  return new Request(new URL(request.url, 'http://service'), { method: 'POST', headers, body: '{}' });
}

async function send(reply: FastifyReply, answer: Response): Promise<unknown> {
  const type = answer.headers.get('content-type');
  if (type !== null) reply.header('content-type', type);
  return reply.code(answer.status).send(await answer.text());
}
