import Type, { type TSchema } from 'typebox';
import type { Problem } from '../schemas/problem.ts';

const problem = {
  description: 'A problem document.',
  content: { 'application/problem+json': { schema: Type.Unsafe<Problem>({ $ref: 'Problem#' }) } },
};

/** Answers of a route for its schema: the good one, and problems. */
export function answers<T extends TSchema>(good: T, description: string) {
  return {
    200: { description, content: { 'application/json': { schema: good } } },
    '4xx': problem,
    '5xx': problem,
  };
}

/** The same for a route that gives rows: JSON, a JSON object a line, or CSV, as `Accept` asks. */
export function rowAnswers<T extends TSchema>(row: T, description: string) {
  return {
    200: {
      description,
      content: {
        'application/json': { schema: Type.Array(row) },
        'application/x-ndjson': { schema: Type.String({ description: 'One JSON object a line.' }) },
        'text/csv': { schema: Type.String() },
      },
    },
    '4xx': problem,
    '5xx': problem,
  };
}
