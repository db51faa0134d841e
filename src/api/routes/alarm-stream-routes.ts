import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { authenticate } from '../auth/authenticate.ts';
import { waitsItsTurn } from '../front/waits-its-turn.ts';
import { overloaded } from '../problems/service-error.ts';
import { AlarmStreamParameters } from '../schemas/parameters.ts';
import type { App, ServiceContext } from '../service-context.ts';
import { eventStream } from '../webhooks/event-stream.ts';

const EVENT_STREAM = 'text/event-stream';

/** The stream of what happens to alarms. */
export async function alarmStreamRoutes(app: App, context: ServiceContext): Promise<void> {
  const { alarms, telling, settings, stopping } = context;

  /** Who waits for a rule that is not there would wait for ever; the log may still tell of one that was deleted. */
  const ruleIdOf = async (rule: string) => {
    try {
      return (await alarms.rules.get(rule)).id;
    } catch (error) {
      if (await telling.alarms.tellsOf(rule)) return rule;
      throw error;
    }
  };

  app.get(
    '/v1/alarms/stream',
    {
      config: { scope: 'read', action: 'watch_alarms', problems: [404] },
      schema: {
        operationId: 'watchAlarms',
        tags: ['alarms'],
        summary: 'What happens to alarms, as it happens',
        description:
          'Server-sent events whose data are those of webhooks, with the user. It begins with what comes next, or behind Last-Event-ID. It ends when the service stops or the key is revoked; browsers come back by themselves.',
        querystring: AlarmStreamParameters,
        response: {
          200: {
            description: 'Events until the caller leaves.',
            content: { [EVENT_STREAM]: { schema: Type.String({ description: 'Server-sent events.' }) } },
          },
        },
      },
    },
    async (request, reply) => {
      const { severities, userIds, ruleIds: rules, after, follow = true } = request.query;
      if (telling.streams >= settings.maxQueries)
        throw overloaded('too many streams of alarms at once; ask again later', 5);
      request.audited = { users: userIds ?? 'all' };
      const ruleIds = rules && (await Promise.all(rules.map(ruleIdOf)));
      const from = after ?? lastEventId(request) ?? (await telling.alarms.last());
      await request.auditStream(200);
      reply.type(`${EVENT_STREAM}; charset=utf-8`).header('x-accel-buffering', 'no');
      if (request.method === 'HEAD') return sendStream(reply, Readable.from([]));
      const end = new AbortController();
      const events = eventStream(telling.alarms, {
        after: from,
        follow,
        isWanted: ({ alarm }) =>
          (severities?.includes(alarm.severity) ?? true) &&
          (userIds?.includes(alarm.userId) ?? true) &&
          (ruleIds?.includes(alarm.ruleId) ?? true),
        signal: AbortSignal.any([end.signal, stopping]),
        // The key may be revoked meanwhile.
        onHeartbeat: () => authenticate(request, context),
      });
      telling.streams += 1;
      const isStuck = () => !waitsItsTurn(reply.raw);
      const stream = Readable.from(
        cutWhenNotTaken(events, settings.requestTimeout * 1000, isStuck, () => end.abort()),
        {
          objectMode: false,
        },
      );
      stream.once('close', () => {
        telling.streams -= 1;
      });
      // Whoever waits for the next event is told first: the stream closes when that wait is over.
      reply.raw.once('close', () => end.abort());
      end.signal.addEventListener('abort', () => stream.destroy());
      return sendStream(reply, stream);
    },
  );
}

/** To the framework, returning the reply means that the answer has been sent. */
function sendStream(reply: FastifyReply, stream: Readable): string {
  return reply.send(stream) as unknown as string;
}

/** What a browser sends when it comes back. @throws PulsebaseError `INVALID_ARGUMENT`. */
function lastEventId({ headers }: FastifyRequest): number | undefined {
  const given = headers['last-event-id'];
  if (given === undefined || given === '') return undefined;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new PulsebaseError('INVALID_ARGUMENT', 'Last-Event-ID must be the id of an event of this stream', {
    field: 'Last-Event-ID',
  });
}

/** Passes texts on as they are taken; gives up when one is not for too long. */
async function* cutWhenNotTaken(
  texts: AsyncGenerator<string>,
  idleMs: number,
  isStuck: () => boolean,
  giveUp: () => void,
): AsyncGenerator<string> {
  let timer: NodeJS.Timeout | undefined;
  const mindTheTime = () => {
    timer = setTimeout(() => (isStuck() ? giveUp() : mindTheTime()), idleMs);
  };
  try {
    for await (const text of texts) {
      mindTheTime();
      yield text;
      clearTimeout(timer);
    }
  } finally {
    clearTimeout(timer);
  }
}
