import { PulsebaseError } from '../../src/model/pulsebase-error.ts';
import { type DatedReading, openAround } from './cluster-fixture.ts';

/**
 * A process that writes readings and gets a signal before their roll-ups are computed. One that lives on tells its parent
 * what became of the write.
 */
process.once('message', async (message) => {
  const readings = (message as DatedReading[]).map((reading) => ({
    ...reading,
    timestamp: new Date(reading.timestamp),
  }));
  const [, , url, signal] = process.argv;
  let isHit = false;
  const store = await openAround(url!, {
    executor: (executor) =>
      new Proxy(executor, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (name !== 'command') return typeof value === 'function' ? value.bind(target) : value;
          return (sql: string) => {
            if (sql.startsWith('INSERT INTO pulsebase.rollups') && !isHit) {
              isHit = true;
              process.send!('hit');
              process.kill(process.pid, signal as NodeJS.Signals);
            }
            return target.command(sql);
          };
        },
      }),
  });
  const outcome = await store.ingest(readings).then(
    () => 'acknowledged',
    (error: unknown) => (error instanceof PulsebaseError ? error.code : String(error)),
  );
  process.send!(outcome);
  await store.close();
  process.disconnect();
});
