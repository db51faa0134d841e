/** A server's own URL of a patient, with the id in it. */
const PATIENT = /(?:^|\/)Patient\/([^/?#]+)/;
const URN = /^urn:(?:uuid|oid):/;
/** People of one Bundle; more of them are known by their references alone. */
const MOST_PEOPLE = 100_000;

/**
 * Who is who in one file. Within a Bundle a person may have two names: the id of the Patient, and the `fullUrl` of the entry,
 * which the Observations refer to. https://hl7.org/fhir/R4/bundle.html#references
 */
export class BundlePeople {
  readonly #idsByUrl = new Map<string, string>();

  /** Takes a Patient; gives whom it is about: by its id, or without one by the URL of its entry. */
  meet(id: string | undefined, fullUrl: unknown): string | undefined {
    if (typeof fullUrl !== 'string') return id;
    if (id !== undefined && URN.test(fullUrl) && this.#idsByUrl.size < MOST_PEOPLE) this.#idsByUrl.set(fullUrl, id);
    return id ?? this.idOf(fullUrl);
  }

  /** The id that a reference names: `Patient/17`, `https://host/fhir/Patient/17/_history/2` and `urn:uuid:17` are all 17. */
  idOf(reference: string): string {
    return this.#idsByUrl.get(reference) ?? PATIENT.exec(reference)?.[1] ?? reference.replace(URN, '');
  }
}
