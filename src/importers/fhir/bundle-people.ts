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
  readonly #ids = new Map<string, string>();
  /** URLs that were referred to before their entry came: whom they name cannot be changed any more. */
  readonly #told = new Set<string>();

  /** Takes a Patient; gives whom it is about: by its id, or without one by the URL of its entry. */
  meet(id: string | undefined, fullUrl: unknown): string | undefined {
    if (typeof fullUrl !== 'string') return id;
    if (id === undefined) return this.idOf(fullUrl);
    if (!URN.test(fullUrl)) return id;
    const person = this.#told.has(fullUrl) ? this.idOf(fullUrl) : id;
    if (this.#ids.size < MOST_PEOPLE) this.#ids.set(fullUrl, person).set(`Patient/${id}`, person);
    return person;
  }

  /** The id that a reference names: `Patient/17`, `https://host/fhir/Patient/17/_history/2` and `urn:uuid:17` are all 17. */
  idOf(reference: string): string {
    const known = this.#ids.get(reference);
    if (known !== undefined) return known;
    if (URN.test(reference) && this.#told.size < MOST_PEOPLE) this.#told.add(reference);
    return PATIENT.exec(reference)?.[1] ?? reference.replace(URN, '');
  }
}
