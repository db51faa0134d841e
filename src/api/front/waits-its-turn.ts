import type { ServerResponse } from 'node:http';

/** Whether an answer is held back by those to earlier requests of its connection (pipelining). No time limit runs meanwhile. */
export function waitsItsTurn(answer: ServerResponse): boolean {
  return answer.socket === null && !answer.writableFinished && !answer.destroyed;
}
