import type { Claim, Claims } from './claims.ts';

/** The running requests of a service that shares its state with no other: they end with its process, and so do their claims. */
export class OwnClaims implements Claims {
  readonly #taken = new Map<string, Set<string>>();

  async take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined> {
    const taken = this.#taken.get(apiKeyId) ?? new Set();
    if (taken.has(idempotencyKey)) return undefined;
    this.#taken.set(apiKeyId, taken.add(idempotencyKey));
    const abandon = () => {
      taken.delete(idempotencyKey);
      if (taken.size === 0 && this.#taken.get(apiKeyId) === taken) this.#taken.delete(apiKeyId);
    };
    return { isSure: () => true, release: async () => abandon(), abandon };
  }

  async countOthers(): Promise<number> {
    return 0;
  }
}
