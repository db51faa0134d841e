import { openStore } from '../../src/open-store.ts';
import type { EmbeddedTask } from './task.ts';

// A process that prints how long a store takes to open, and then to answer a query, in milliseconds.

const { directory } = JSON.parse(process.argv[2]!) as EmbeddedTask;
const start = performance.now();
const store = await openStore(`chdb:${directory}`);
const open = performance.now() - start;
await store.queryTop({ userId: 1, from: '2023-01-01', to: '2099-01-01' });
process.stdout.write(JSON.stringify([open, performance.now() - start]));
await store.close();
