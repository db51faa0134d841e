import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import { tellBrokenSender } from '../body/broken-senders.ts';
import { problemOf } from '../problems/problem-of.ts';
import { ServiceError } from '../problems/service-error.ts';
import type { Metrics } from '../watch/metrics.ts';
import { PLAIN_HEADERS } from './plain-headers.ts';

/** Answers input that never becomes a request: invalid HTTP, headers too long or too slow, or a CONNECT. */
export class BrokenRequests {
  readonly #log: FastifyBaseLogger;
  readonly #metrics: Metrics;
  /** The answer to the last request of a connection. */
  readonly #answers = new WeakMap<Duplex, ServerResponse>();
  readonly #refused = new WeakSet<Duplex>();

  constructor(log: FastifyBaseLogger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  watch(server: Server): void {
    server.on('request', (request: IncomingMessage, answer: ServerResponse) =>
      this.#answers.set(request.socket, answer),
    );
    server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
      // From here on the server no longer manages it.
      socket.on('error', () => {});
      this.#refuse(socket, new ServiceError(405, 'NOT_FOUND', 'the service is not a proxy: it does not take CONNECT'));
    });
  }

  /** Answers what the parser could not read. */
  answer(error: Error & { readonly code?: string }, socket: Duplex): void {
    // The reader of a body on this connection answers: it knows how much is committed.
    if (tellBrokenSender(socket, error)) return;
    this.#refuse(socket, refusalOf(error.code));
  }

  /** The answers to earlier requests go first: this one must not be mistaken for theirs. */
  #refuse(socket: Duplex, refusal: ServiceError): void {
    // The parser reports every further piece.
    if (this.#refused.has(socket)) return;
    this.#refused.add(socket);
    const before = this.#answers.get(socket);
    // An error in the body of a request does not get a second answer.
    const end = () => (before === undefined || before.req.complete ? this.#send(socket, refusal) : socket.end());
    if (before === undefined || before.writableFinished || before.destroyed) end();
    else before.once('finish', end);
  }

  #send(socket: Duplex, refusal: ServiceError): void {
    if (!socket.writable || socket.destroyed) return;
    const requestId = randomUUID();
    const { status, problem } = problemOf(refusal, requestId);
    const body = JSON.stringify(problem);
    const headers = {
      ...PLAIN_HEADERS,
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body),
      'x-request-id': requestId,
      connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
    this.#metrics.request('none', 'none', status, 0);
    this.#log.debug({ requestId, code: problem.code, status }, 'request refused');
  }
}

function refusalOf(code: string | undefined): ServiceError {
  if (code === 'HPE_HEADER_OVERFLOW') return new ServiceError(431, 'BODY_TOO_LARGE', 'the headers are too large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new ServiceError(408, 'TIMEOUT', 'the request took too long');
  return new ServiceError(400, 'INVALID_ARGUMENT', 'this is not valid HTTP');
}
