import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Who is told of alarms, in this process. */
export interface AlarmReceiver {
  readonly url: string;
  /** When each alarm of the rule was told, by `performance.now()`; the key is {@link alarmKey}. */
  readonly toldAt: ReadonlyMap<string, number>;
  stop(): void;
}

export function alarmKey(userId: number, raisedAt: number): string {
  return `${userId} ${raisedAt}`;
}

export async function alarmReceiver(): Promise<AlarmReceiver> {
  const toldAt = new Map<string, number>();
  const server = createServer(async (request, answer) => {
    const now = performance.now();
    const { type, data } = JSON.parse(await text(request)) as {
      type: string;
      data: { userId: number; raisedAt: string };
    };
    const key = alarmKey(data.userId, Date.parse(data.raisedAt));
    if (type === 'alarm.raised' && !toldAt.has(key)) toldAt.set(key, now);
    answer.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    toldAt,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
