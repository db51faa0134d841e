import type { RequestWrite } from '../../src/api/writes/request-write.ts';
import type { WriteQueue } from '../../src/api/writes/write-queue.ts';

/** What one request writes, from its beginning to its end. */
export async function writing<T>(unit: WriteQueue, work: (write: RequestWrite) => Promise<T>): Promise<T> {
  const write = unit.begin();
  try {
    return await work(write);
  } finally {
    write.end();
  }
}
