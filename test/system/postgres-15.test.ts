// Debian's PostgreSQL 15, the oldest that is supported, through everything that 18 goes through.
process.env.POSTGRES_BINARIES = '/usr/lib/postgresql/15/bin';

await import('../conformance/postgres.test.ts');
await import('../engines/postgres/adoption/adoption.test.ts');
await import('../engines/postgres/writes/append.test.ts');
await import('../engines/postgres/writes/append-plan.test.ts');
await import('../engines/postgres/concurrency.test.ts');
await import('../engines/postgres/checks/diagnose.test.ts');
await import('../engines/postgres/faults.test.ts');
await import('../engines/postgres/rollups/full-days.test.ts');
await import('../engines/postgres/queries/plan-facts.test.ts');
await import('../engines/postgres/connections/pool.test.ts');
await import('../engines/postgres/writes/reading-copy.test.ts');
await import('../engines/postgres/schema/schema.test.ts');
await import('../engines/postgres/checks/verify.test.ts');
await import('../engines/postgres/schema/views.test.ts');
