import type { FastifyRequest } from 'fastify';
import { ServiceError } from '../problems/service-error.ts';
import { acceptedType } from './accepted-type.ts';

export type RowFormat = 'json' | 'ndjson' | 'csv';

/** Content types and what they are called in `Accept`; the first is given to those who take anything. */
const FORMATS: ReadonlyMap<string, RowFormat> = new Map([
  ['application/json; charset=utf-8', 'json'],
  ['application/x-ndjson; charset=utf-8', 'ndjson'],
  ['application/ndjson; charset=utf-8', 'ndjson'],
  ['application/jsonl; charset=utf-8', 'ndjson'],
  ['text/csv; charset=utf-8; header=present', 'csv'],
]);

/** The format of rows that a request asks for. @throws ServiceError 406 when it takes none of them. */
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
