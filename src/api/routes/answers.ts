import Type, { type TSchema } from 'typebox';

/** The answer of a route for its schema. The problems that it may answer instead are told of by `problemsOf`. */
export function answers<T extends TSchema>(schema: T, description: string) {
  return { 200: { description, content: { 'application/json': { schema } } } };
}

/** The same for a route that gives rows: as JSON, a JSON object a line, or CSV, as `Accept` asks. */
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
