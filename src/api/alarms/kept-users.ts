import type { KeptUser } from './user-evaluation.ts';

/** Users who are followed, in bounded memory: those who have sent nothing for longest go first. */
export class KeptUsers {
  readonly #maxBytes: number;
  /** In the order in which they were last put. */
  readonly #users = new Map<number, { readonly kept: KeptUser; readonly bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(userId: number): KeptUser | undefined {
    return this.#users.get(userId)?.kept;
  }

  put(userId: number, kept: KeptUser): void {
    this.delete(userId);
    const { bytes } = kept.followed;
    this.#users.set(userId, { kept, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#users.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(userId: number): void {
    this.#bytes -= this.#users.get(userId)?.bytes ?? 0;
    this.#users.delete(userId);
  }

  clear(): void {
    this.#users.clear();
    this.#bytes = 0;
  }
}
