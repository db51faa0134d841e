import Type, { type TSchema } from 'typebox';

/** The answer in a route's schema. `problemsOf` adds the problems. */
export function answers<T extends TSchema>(schema: T, description: string) {
  return { 200: { description, content: { 'application/json': { schema } } } };
}

/** The same for a route that returns rows: as JSON, NDJSON or CSV, by `Accept`. */
export function rowAnswers<T extends TSchema>(json: T, description: string) {
  return {
    200: {
      description,
      content: {
        'application/json': { schema: json },
        'application/x-ndjson': { schema: Type.String({ description: 'One JSON object a line.' }) },
        'text/csv': { schema: Type.String({ description: 'One row a line, below a header.' }) },
      },
    },
  };
}
