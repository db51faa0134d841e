import type { ServerResponse } from 'node:http';

/** Whether an answer waits for those to earlier requests on its connection (pipelining). No time limit runs meanwhile. */
export function waitsItsTurn(answer: ServerResponse): boolean {
  return answer.socket === null && !answer.writableFinished && !answer.destroyed;
}
