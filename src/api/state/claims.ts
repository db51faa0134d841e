/** A key that this request alone may work under, until it is released. */
export interface Claim {
  /** Lets the key go; never rejects. */
  release(): Promise<void>;
}

/** Which idempotency keys belong to requests that are still running. */
export interface Claims {
  /** Takes a key for a request; `undefined` while it belongs to another one. */
  take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined>;
}
