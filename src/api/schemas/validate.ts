import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import { describeUnknownKey } from '../../model/unknown-key.ts';
import { type RuleSchema, ruleOf } from './rule-of.ts';

/** Validates a request: text parameters are converted to their schemas' types, then the schema decides. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  const isText = httpPart === 'querystring' || httpPart === 'params';
  return (given: unknown) => {
    const value = isText ? fromText(schema, given) : given;
    if (validator.Check(value)) return { value };
    return { error: invalid(validator.Errors(value), value, schema, isText) };
  };
};

/** A body that its route reads or checks itself. */
export const unreadBody: FastifySchemaCompiler<TSchema> = (route) =>
  route.httpPart === 'body' ? () => true : validatorCompiler(route);

/**
 * Numbers in decimals, `true` and `false`, and lists separated by commas. Everything else stays text, which the schema then
 * refuses: `1e3`, `0x10`, `007` and ` 7` are not ids. Only a non-integer number may have an exponent.
 */
function fromText(schema: TSchema, given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const properties = propertiesOf(schema);
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const property = properties[name];
      return [name, property === undefined ? text : parameterOf(property, text)];
    }),
  );
}

function propertiesOf(schema: TSchema): Record<string, RuleSchema> {
  return (schema as { properties?: Record<string, RuleSchema> }).properties ?? {};
}

function parameterOf(schema: RuleSchema, text: unknown): unknown {
  const { type, items, anyOf } = schema;
  if (anyOf !== undefined) {
    const values = anyOf.map((choice) => parameterOf(choice, text));
    return values.find((value) => value !== text) ?? text;
  }
  if (type === 'array') {
    const isSplit = schema['x-repeated'] !== true;
    const texts = (Array.isArray(text) ? text : [text]).flatMap((part) =>
      typeof part === 'string' && isSplit ? part.split(',') : [part],
    );
    return items === undefined ? texts : texts.map((part) => parameterOf(items, part));
  }
  if (typeof text !== 'string') return text;
  if (type === 'integer')
    return /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (type === 'number') return /^[+-]?\d{1,400}(?:\.\d{1,400})?(?:e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text;
  // A parameter without a value, as in `?details`, means true.
  if (type === 'boolean') return text === 'true' || text === '' ? true : text === 'false' ? false : text;
  return text;
}

interface Fault {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
}

function invalid(faults: readonly Fault[], value: unknown, schema: TSchema, isText: boolean): PulsebaseError {
  const [unknown] = listOf(
    faults.find(({ keyword }) => keyword === 'additionalProperties'),
    'additionalProperties',
  );
  if (unknown !== undefined) {
    return refused(unknown, describeUnknownKey(unknown, Object.keys(propertiesOf(schema)), 'here'));
  }
  const missing = listOf(
    faults.find(({ keyword }) => keyword === 'required'),
    'requiredProperties',
  );
  if (missing[0] !== undefined) return refused(missing[0], `${missing[0]} is missing`);
  const path = (faults[0]?.instancePath ?? '').split('/').slice(1);
  const [field = 'body', ...inner] = path;
  const found = path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? Reflect.get(part, name) : undefined),
    value,
  );
  const asked = path.reduce<RuleSchema>((part, name) => part.properties?.[name] ?? part.items ?? {}, schema);
  if (isText && Array.isArray(found) && asked.type !== 'array') return refused(field, `${field} must be given once`);
  const what = inner.length === 0 ? field : `each of ${field}`;
  return refused(field, `${what} must be ${ruleOf(asked)}, not ${showValue(found)}`);
}

function listOf(fault: Pick<Fault, 'params'> | undefined, name: string): string[] {
  const list: unknown = fault === undefined ? undefined : Reflect.get(fault.params, name);
  return Array.isArray(list) ? list.map(String) : [];
}

function refused(field: string, message: string): PulsebaseError {
  return new PulsebaseError('INVALID_ARGUMENT', message, { field: field.slice(0, 100) });
}
