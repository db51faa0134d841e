// Runs the SQL of stdin statement by statement, as psql does, as the superuser of the PostgreSQL of `ADMIN_URL`.
import { text } from 'node:stream/consumers';
import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.ADMIN_URL, ssl: false });
await client.connect();
for (const statement of (await text(process.stdin)).split(/;$/m)) await client.query(statement);
await client.end();
