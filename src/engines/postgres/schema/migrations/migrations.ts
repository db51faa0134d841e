import { INITIAL } from './0001-initial.ts';
import { VIEWS } from './0002-views.ts';
import { EXTERNAL_IDS } from './0003-external-ids.ts';

/** All migrations in order; the number in the list, from 1, is the version of the schema that each one makes. */
export const MIGRATIONS: readonly string[] = [INITIAL, VIEWS, EXTERNAL_IDS];

export const SCHEMA_VERSION = MIGRATIONS.length;
