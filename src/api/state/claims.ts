/** Which row of the state a claim is. */
export interface ClaimRow {
  readonly service: string;
  readonly request: number;
}

/** A key that this request alone may work under, until it is released. */
export interface Claim {
  /** Where the claim may be lost to another service; what is stored under the key must depend on this row. */
  readonly row?: ClaimRow;
  /** Whether no other service can have taken the key over, as one could if this service had stood still for long. */
  isSure(): boolean;
  /** Lets the key go; never rejects. */
  release(): Promise<void>;
  /** The same, without waiting for it: the state may be away, or the claim lost. */
  abandon(): void;
}

/** Which idempotency keys belong to requests that are still running. */
export interface Claims {
  /** Takes a key for a request; `undefined` while it belongs to another one. */
  take(apiKeyId: string, idempotencyKey: string): Promise<Claim | undefined>;
  /** How many claims other services have under an API key. */
  countOthers(apiKeyId: string): Promise<number>;
}
