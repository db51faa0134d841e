import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryUrls } from './http/query-urls.ts';
import { send } from './http/send.ts';
import { generate, serveStore } from './http/served-store.ts';
import { markdownTable } from './report/markdown-table.ts';
import { timesOf } from './times.ts';

// `npm run slo`: the load of the service level objectives. 2.5 million readings in an embedded store behind the service, queryTop
// asked 1,000 times over HTTP; exit 1 when the 95th percentile reaches 100 ms.

const READINGS = 2_500_000;
const USERS = 100;
const QUERIES = 1000;
const OBJECTIVE_MS = 100;

const directory = mkdtempSync(join(tmpdir(), 'pulsebase-slo-'));
try {
  const store = `chdb:${join(directory, 'data')}`;
  await generate(store, USERS, READINGS);
  const { url, headers, stop } = await serveStore(store, directory);
  const ask = queryUrls(url, USERS, 1);
  const samples: number[] = [];
  for (let at = 0; at < QUERIES + 20; at += 1) {
    const started = performance.now();
    const { status, body } = await send(ask.top(), { headers });
    // The first ones find nothing in any cache.
    if (at >= 20) samples.push(performance.now() - started);
    const { averages } = JSON.parse(body) as { averages?: number[] };
    if (status !== 200 || averages?.length !== 10) throw new Error(`no answer: ${status} ${body}`);
  }
  await stop();
  const { p50, p95, p99, max } = timesOf(samples);
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  console.log(
    markdownTable(
      ['queryTop over HTTP', 'num_users', 'num_heart_rate', 'p50', 'p95', 'p99', 'max'],
      [[`${QUERIES} queries`, String(USERS), String(READINGS), ms(p50), ms(p95), ms(p99), ms(max)]],
    ),
  );
  const isMet = p95 < OBJECTIVE_MS;
  console.log(`\n${isMet ? 'met' : 'BROKEN'}: 95 of 100 answers below ${OBJECTIVE_MS} ms`);
  process.exitCode = isMet ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
