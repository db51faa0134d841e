import type { RequestWrite } from '../../src/api/writes/request-write.ts';
import type { ServiceWrites } from '../../src/api/writes/service-writes.ts';

/** What one request writes, from its beginning to its end. */
export async function writing<T>(unit: ServiceWrites, work: (write: RequestWrite) => Promise<T>): Promise<T> {
  const write = unit.begin();
  try {
    return await work(write);
  } finally {
    write.end();
  }
}
