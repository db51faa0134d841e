// Debian's PostgreSQL 15, the oldest that is supported, through everything that 18 goes through.
process.env.POSTGRES_BINARIES = '/usr/lib/postgresql/15/bin';

await import('../conformance/postgres.test.ts');
await import('../engines/postgres/adoption.test.ts');
await import('../engines/postgres/append.test.ts');
await import('../engines/postgres/append-plan.test.ts');
await import('../engines/postgres/concurrency.test.ts');
await import('../engines/postgres/diagnose.test.ts');
await import('../engines/postgres/faults.test.ts');
await import('../engines/postgres/full-days.test.ts');
await import('../engines/postgres/plan-facts.test.ts');
await import('../engines/postgres/pool.test.ts');
await import('../engines/postgres/reading-copy.test.ts');
await import('../engines/postgres/schema.test.ts');
await import('../engines/postgres/verify.test.ts');
await import('../engines/postgres/views.test.ts');
