import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { AlarmPayload } from '../../../src/api/schemas/alarm-payload.ts';

/** A message as it came, accepted by the reference library. */
export interface Received {
  readonly id: string;
  readonly payload: AlarmPayload;
  /** How many signatures it had. */
  readonly signatures: number;
}

/** Answers a message: a status with headers, or by hand. */
export type Answer =
  | number
  | readonly [status: number, headers: Record<string, string>]
  | ((answer: ServerResponse, request: IncomingMessage) => void);

type AnswerTo = (message: Received) => Answer | Promise<Answer>;

/** A server that receives webhooks. */
export interface Receiver {
  readonly url: string;
  /** All that came, whatever was answered. */
  readonly received: readonly Received[];
  /** What it could not verify. */
  readonly faults: readonly unknown[];
  /** Says how messages are answered from now on; 204 at first. */
  answer(next: number | readonly [status: number, headers: Record<string, string>] | AnswerTo): void;
  /** The secrets that it verifies with: a message must satisfy one of them. */
  readonly secrets: string[];
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const faults: unknown[] = [];
  const secrets: string[] = [];
  let answerTo: AnswerTo = () => 204;
  const server = createServer(async (request, answer) => {
    try {
      const body = await text(request);
      const headers = request.headers as Record<string, string>;
      const payload = verified(secrets, body, headers);
      const message = {
        id: headers['webhook-id']!,
        payload,
        signatures: headers['webhook-signature']!.split(' ').length,
      };
      received.push(message);
      const next = await answerTo(message);
      if (typeof next === 'function') next(answer, request);
      else if (typeof next === 'number') answer.writeHead(next).end();
      else answer.writeHead(next[0], next[1]).end();
    } catch (error) {
      faults.push(error);
      answer.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    faults,
    secrets,
    answer(next) {
      answerTo = typeof next === 'function' ? next : () => next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function verified(secrets: readonly string[], body: string, headers: Record<string, string>): AlarmPayload {
  let fault: unknown = new Error('there are no secrets');
  for (const secret of secrets) {
    try {
      return new Webhook(secret).verify(body, headers) as AlarmPayload;
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}
