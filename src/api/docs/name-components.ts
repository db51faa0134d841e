import { isDeepStrictEqual } from 'node:util';

/** JSON, or a schema that becomes JSON. */
type Part = { readonly [name: string]: unknown };

/** Members that hold values, not schemas. */
const VALUES: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Moves each schema with a title to `components.schemas` of an OpenAPI description, and replaces it by a reference: equal schemas
 * appear once, and a generated client has a type of that name.
 *
 * @throws Error when two different schemas have the same title.
 */
export function nameComponents<T extends Part>(description: T): T {
  const schemas = new Map<string, unknown>();
  const paths = referring(description.paths, schemas);
  const components = referring(description.components, schemas) as Part;
  const webhooks = referring(description.webhooks, schemas);
  const named = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...description, components: { ...components, schemas: Object.fromEntries(named) }, paths, webhooks };
}

/** Replaces schemas with a title by references, and adds them to `schemas`. */
function referring(part: unknown, schemas: Map<string, unknown>): unknown {
  if (Array.isArray(part)) return part.map((item) => referring(item, schemas));
  if (typeof part !== 'object' || part === null) return part;
  const whole: Part = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, VALUES.has(name) ? value : referring(value, schemas)]),
  );
  const { title } = whole;
  if (typeof title !== 'string') return whole;
  const known = schemas.get(title);
  if (known !== undefined && !isDeepStrictEqual(known, whole)) throw new Error(`two schemas are called ${title}`);
  schemas.set(title, whole);
  return { $ref: `#/components/schemas/${title}` };
}
