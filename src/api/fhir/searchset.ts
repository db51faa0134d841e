/** A resource of an answer. */
interface Found {
  readonly resourceType: string;
  readonly id: string;
}

export interface Searchset {
  /** Where the resources are. */
  readonly base: string;
  /** The URL that was asked for. */
  readonly self: string;
  /** That of the next page; left out of the last one. */
  readonly next?: string | undefined;
  /** How many there are in all; left out where it is not known. */
  readonly total?: number | undefined;
  readonly resources: readonly Found[];
}

/** The answer to a search. https://hl7.org/fhir/R4/bundle.html#searchset */
export function searchset({ base, self, next, total, resources }: Searchset) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: [{ relation: 'self', url: self }, ...(next === undefined ? [] : [{ relation: 'next', url: next }])],
    // FHIR has no empty arrays.
    ...(resources.length === 0
      ? {}
      : {
          entry: resources.map((resource) => ({
            fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
            resource,
            search: { mode: 'match' },
          })),
        }),
  } as const;
}
