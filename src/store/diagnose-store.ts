import type { Engine } from '../engine/engine.ts';
import type { Finding } from '../engine/finding.ts';

/** Findings about any store, and those of its engine. */
export async function diagnoseStore(engine: Engine): Promise<readonly Finding[]> {
  const { engineVersion, schemaVersion, pendingWrites, readings, bytes } = await engine.stats();
  const general: Finding[] = [
    {
      grade: 'fine',
      subject: 'versions',
      message: `${engine.name} ${engineVersion}, schema ${schemaVersion}, no migration missing`,
    },
  ];
  if (pendingWrites !== undefined) general.push(unfinishedWrites(pendingWrites));
  if (readings > 0) {
    const each = bytes.total / readings;
    general.push({ grade: 'fine', subject: 'disk', message: `${each.toFixed(1)} bytes a reading` });
  }
  return [...general, ...((await engine.diagnose?.()) ?? [])];
}

function unfinishedWrites(count: number): Finding {
  if (count === 0) return { grade: 'fine', subject: 'writes', message: 'no write is left unfinished' };
  const what =
    count === 1
      ? '1 write of this process was left unfinished and has'
      : `${count} writes of this process were left unfinished and have`;
  return { grade: 'warning', subject: 'writes', message: `${what} been finished now` };
}
