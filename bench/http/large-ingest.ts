import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServedStore } from './served-store.ts';

export interface LargeResult {
  /** Sent at a time. */
  readonly bodies: number;
  readonly readings: number;
  readonly seconds: number;
  readonly perSecond: number;
}

/** Sends long NDJSON bodies at once and measures until all of their readings are durable. */
export async function largeIngest(
  served: ServedStore,
  plan: {
    readonly bodies: number;
    readonly users: number;
    readonly readings: number;
    readonly firstInstant: number;
  },
): Promise<LargeResult> {
  const { bodies, users, readings, firstInstant } = plan;
  const each = Math.floor(readings / bodies);
  // Written beforehand: what is measured is the service, not who sends.
  const texts = Array.from({ length: bodies }, (_, at) => [
    ...chunks(users, each, firstInstant + at * Math.ceil(each / users) * 1000),
  ]);
  const started = performance.now();
  await Promise.all(texts.map((text) => sendBody(served, text, each)));
  const seconds = (performance.now() - started) / 1000;
  return { bodies, readings: each * bodies, seconds, perSecond: Math.round((each * bodies) / seconds) };
}

async function sendBody(served: ServedStore, chunks: readonly Buffer[], readings: number): Promise<void> {
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
  await pipeline(Readable.from(chunks), call);
  const { inserted } = JSON.parse(await answered) as { inserted: number };
  if (inserted !== readings) throw new Error(`${inserted} of ${readings} readings were inserted`);
}

/** In order of time, as a file of a day's readings of everybody is. */
function* chunks(users: number, readings: number, firstInstant: number): Generator<Buffer> {
  const lines: string[] = [];
  for (let at = 0; at < readings; at += 1) {
    const timestamp = new Date(firstInstant + Math.floor(at / users) * 1000).toISOString();
    lines.push(`{"userId":${1 + (at % users)},"timestamp":"${timestamp}","heartRate":${50 + ((at * 7) % 100)}}`);
    if (lines.length < 1000) continue;
    yield Buffer.from(`${lines.splice(0).join('\n')}\n`);
  }
  if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
}
