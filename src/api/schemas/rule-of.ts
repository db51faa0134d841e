/** The parts of a JSON schema that make up a rule. */
export interface RuleSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly RuleSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: RuleSchema;
  /** For a list in a query string: each item is a separate parameter, since items may contain commas. */
  readonly 'x-repeated'?: boolean;
  readonly properties?: Readonly<Record<string, RuleSchema>>;
}

const NOUNS: Readonly<Record<string, string>> = {
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  string: 'text',
  array: 'an array',
  object: 'an object',
  null: 'null',
};

/** Describes what a schema requires, in words that follow "must be". */
export function ruleOf({ type = 'object', enum: values, anyOf, ...bounds }: RuleSchema): string {
  if (anyOf !== undefined) return anyOf.map(ruleOf).join(' or ');
  if (values !== undefined) return `one of ${values.join(', ')}`;
  return `${NOUNS[type] ?? type}${boundsOf(bounds)}`;
}

function boundsOf({ pattern, minimum, maximum, minLength, maxLength, minItems, maxItems }: RuleSchema): string {
  if (pattern !== undefined) return ` of the form ${pattern}`;
  if (minimum !== undefined)
    return maximum === undefined ? ` of at least ${minimum}` : ` from ${minimum} to ${maximum}`;
  if (maxLength !== undefined) return ` of ${countOf(minLength, maxLength)} characters`;
  return maxItems === undefined ? '' : ` of ${countOf(minItems, maxItems)} items`;
}

function countOf(least: number | undefined, most: number): string {
  return least === undefined ? `at most ${most}` : `${least} to ${most}`;
}
