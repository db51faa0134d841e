import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PostgresLoadOptions, type PostgresLoadResult, postgresLoad } from './postgres-load.ts';
import { postgresReport } from './postgres-report.ts';

/** Measures, prints the report, and writes it to a folder with its figures, as DATE-http-postgres.json and .md. */
export async function measurePostgres(options: PostgresLoadOptions, out: string | undefined): Promise<void> {
  const { services, seconds, rounds, distance, beside } = options;
  const measured = await postgresLoad(options);
  const result: PostgresLoadResult = {
    ...measured,
    command: `npm run bench:http -- --engine postgres --services ${services} --seconds ${seconds} --rounds ${rounds}${distance === 0 ? '' : ` --distance ${distance}`}${beside === undefined ? '' : ' --beside CHECKOUT'}`,
  };
  const report = postgresReport(result);
  console.log(report);
  if (out === undefined) return;
  mkdirSync(out, { recursive: true });
  const away = distance === 0 ? '' : `-${2 * distance}ms`;
  const path = join(out, `${result.date.slice(0, 10)}-http-postgres${away}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
  writeFileSync(`${path}.md`, report);
  console.error(`written: ${path}.json, ${path}.md`);
}
