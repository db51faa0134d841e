import type { IncomingMessage, Server } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';

/** Requests with expectations that the service does not meet. */
const unmet = new WeakSet<IncomingMessage>();

/** Handles requests with expectations like all others; the server would answer them itself. */
export function takeExpectations(server: Server): void {
  server.on('checkExpectation', (request, answer) => {
    unmet.add(request);
    server.emit('request', request, answer);
  });
}

/** Refuses what HTTP requires to be refused. @throws ServiceError 400, 417 */
export function requireProperRequest({ raw }: FastifyRequest, reply: FastifyReply): void {
  const fault = faultOf(raw);
  if (fault === undefined) return;
  reply.header('connection', 'close');
  throw fault;
}

function faultOf(request: IncomingMessage): ServiceError | undefined {
  if (request.headers.host === undefined && request.httpVersion === '1.1') {
    return new ServiceError(400, 'INVALID_ARGUMENT', 'a request must have the header Host', { field: 'Host' });
  }
  // Of several hosts the parser keeps the first; proxies may keep the last.
  if (request.rawHeaders.filter((text, at) => at % 2 === 0 && /^host$/i.test(text)).length > 1) {
    return new ServiceError(400, 'INVALID_ARGUMENT', 'a request must have the header Host once', { field: 'Host' });
  }
  if (!isHost(request.headers.host ?? '')) {
    const message = 'the header Host must be a host, with or without a port';
    return new ServiceError(400, 'INVALID_ARGUMENT', message, { field: 'Host' });
  }
  if (unmet.has(request)) {
    const message = 'Expect must be 100-continue; change it, or leave it out';
    return new ServiceError(417, 'INVALID_ARGUMENT', message, { field: 'Expect' });
  }
  return undefined;
}

/** Whether the links of an answer can begin with it. To HTTP, an empty one is a host too. */
function isHost(text: string): boolean {
  return text === '' || (!/[/?#@\\]/.test(text) && URL.canParse(`http://${text}`));
}
