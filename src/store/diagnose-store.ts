import type { Engine } from '../engine/engine.ts';
import type { Finding } from '../engine/finding.ts';

/** What can be said of every store, and what its engine has to say. */
export async function diagnoseStore(engine: Engine): Promise<readonly Finding[]> {
  const { engineVersion, schemaVersion, pendingWrites, readings, bytes } = await engine.stats();
  const general: Finding[] = [
    {
      grade: 'fine',
      subject: 'versions',
      message: `${engine.name} ${engineVersion}, schema ${schemaVersion}, no migration missing`,
    },
    pendingWrites === 0
      ? { grade: 'fine', subject: 'journal', message: 'no write is left unfinished' }
      : {
          grade: 'warning',
          subject: 'journal',
          message: `${pendingWrites} writes of this process were left unfinished and have been finished now`,
        },
  ];
  if (readings > 0) {
    const each = bytes.total / readings;
    general.push({ grade: 'fine', subject: 'disk', message: `${each.toFixed(1)} bytes a reading` });
  }
  return [...general, ...((await engine.diagnose?.()) ?? [])];
}
