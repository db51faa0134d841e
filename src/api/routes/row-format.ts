import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import type { RowFormat } from '../schemas/row-formats.ts';
import { acceptedType } from './accepted-type.ts';

/** Content types and their names in `Accept`; the first is the default. */
const FORMATS: ReadonlyMap<string, RowFormat> = new Map([
  ['application/json; charset=utf-8', 'json'],
  ['application/x-ndjson; charset=utf-8', 'ndjson'],
  ['application/ndjson; charset=utf-8', 'ndjson'],
  ['application/jsonl; charset=utf-8', 'ndjson'],
  ['text/csv; charset=utf-8; header=present', 'csv'],
]);

/** Returns the format of rows that a request accepts. @throws ServiceError 406 when it accepts none. */
export function rowFormat(request: FastifyRequest): RowFormat {
  const format = FORMATS.get(acceptedType(request, [...FORMATS.keys()]) ?? '');
  if (format !== undefined) return format;
  throw new ServiceError(
    406,
    'INVALID_ARGUMENT',
    'this route gives application/json, application/x-ndjson and text/csv; ask for one of them in Accept',
    { field: 'Accept' },
  );
}
