import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServedStore } from './served-store.ts';

/** Sends one long NDJSON body and gives how many readings went in a second, until they were durable. */
export async function largeIngest(
  served: ServedStore,
  users: number,
  readings: number,
  firstInstant: number,
): Promise<number> {
  const started = performance.now();
  const call = request(`${served.url}/v1/readings`, {
    method: 'POST',
    headers: { ...served.headers, 'content-type': 'application/x-ndjson' },
  });
  const answered = new Promise<string>((resolve, reject) => {
    call.on('error', reject);
    call.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(body))));
    });
  });
  await pipeline(Readable.from(chunks(users, readings, firstInstant)), call);
  const { inserted } = JSON.parse(await answered) as { inserted: number };
  if (inserted !== readings) throw new Error(`${inserted} of ${readings} readings were inserted`);
  return (readings * 1000) / (performance.now() - started);
}

/** In order of time, as a file of a day's readings of everybody is. */
function* chunks(users: number, readings: number, firstInstant: number): Generator<string> {
  const lines: string[] = [];
  for (let at = 0; at < readings; at += 1) {
    const timestamp = new Date(firstInstant + Math.floor(at / users) * 1000).toISOString();
    lines.push(`{"userId":${1 + (at % users)},"timestamp":"${timestamp}","heartRate":${50 + ((at * 7) % 100)}}`);
    if (lines.length < 2000) continue;
    yield `${lines.splice(0).join('\n')}\n`;
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}
