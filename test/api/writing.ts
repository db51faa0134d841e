import type { RequestWrite } from '../../src/api/writes/request-write.ts';
import type { UnitOfWork } from '../../src/api/writes/unit-of-work.ts';

/** What one request writes, from its beginning to its end. */
export async function writing<T>(unit: UnitOfWork, work: (write: RequestWrite) => Promise<T>): Promise<T> {
  const write = unit.begin();
  try {
    return await work(write);
  } finally {
    write.end();
  }
}
