import { Compile } from 'typebox/compile';

type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly example?: unknown;
}

/** An OpenAPI description, as a caller of the API reads it. */
export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** The operation that a request is, or `undefined` when the description has none. */
export function operationOf({ paths }: Description, method: string, url: string): Operation | undefined {
  // As it is sent: `%2e%2e` in a path goes up.
  const asked = URL.parse(url, 'http://localhost')?.pathname;
  if (asked === undefined) return undefined;
  const fits = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  // A path without parameters goes first.
  const [path] = Object.keys(paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return path === undefined ? undefined : paths[path]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
}

/** A schema with what it refers to in place of the references. */
export function wholeSchema(description: Description, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((part) => wholeSchema(description, part));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref } = schema as { readonly $ref?: string };
  if ($ref !== undefined) return wholeSchema(description, description.components.schemas[$ref.split('/').at(-1)!]);
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, wholeSchema(description, part)]));
}

/** What is wrong with a value, by its schema. */
export function faultsOf(description: Description, schema: Json, value: unknown): unknown[] {
  return [...Compile(wholeSchema(description, schema) as Json).Errors(value)];
}
