import { type DatedReading, openAround } from './cluster-fixture.ts';

/** A process that writes readings and is killed before their roll-ups are computed. */
process.once('message', async (message) => {
  const readings = (message as DatedReading[]).map((reading) => ({
    ...reading,
    timestamp: new Date(reading.timestamp),
  }));
  const store = await openAround(process.argv[2]!, {
    executor: (executor) =>
      new Proxy(executor, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (name !== 'command') return typeof value === 'function' ? value.bind(target) : value;
          return (sql: string) => {
            if (sql.startsWith('INSERT INTO pulsebase.rollups')) process.kill(process.pid, 'SIGKILL');
            return target.command(sql);
          };
        },
      }),
  });
  await store.ingest(readings);
});
