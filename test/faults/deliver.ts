import { until } from '../../harness/until.ts';
import type { ServicePair } from './service-pair.ts';

/** A request of a caller that repeats it until it is answered. */
export interface Delivery {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly idempotencyKey?: string;
  readonly contentType?: string;
  readonly body?: string;
}

export interface Delivered {
  readonly status: number;
  readonly text: string;
  /** Whether the answer is that of an earlier request. */
  readonly isReplayed: boolean;
  /** Whether an attempt before may have been carried out: its answer never came. */
  readonly isUnsure: boolean;
  readonly attempts: number;
}

export function initOf({ method, idempotencyKey, contentType, body }: Delivery): RequestInit {
  return {
    method,
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body }),
  };
}

/**
 * Sends a request through a round-robin: when a service is gone or refuses, to the other one. What has an idempotency key, and so
 * may be under way twice, is also given up where a service stands still.
 */
export async function deliver(pair: ServicePair, delivery: Delivery): Promise<Delivered> {
  let isUnsure = false;
  let attempts = 0;
  let last = 'no service was there';
  const attempt = async (): Promise<Delivered | undefined> => {
    const side = pair.next();
    if (side === undefined) return undefined;
    attempts += 1;
    try {
      const response = await pair.ask(side, delivery.path, initOf(delivery), delivery.idempotencyKey === undefined);
      const text = await response.text();
      const { status, headers } = response;
      last = `${status} ${text}`;
      const code = status < 400 ? undefined : (JSON.parse(text) as { readonly code: string }).code;
      if (code === 'IDEMPOTENCY_KEY_IN_USE' || code === 'OVERLOADED') return undefined;
      if (status === 503 || status === 504) {
        isUnsure = true;
        return undefined;
      }
      return { status, text, isReplayed: headers.get('idempotency-replayed') === 'true', isUnsure, attempts };
    } catch (error) {
      last = String(error);
      if (!wasRefused(error)) isUnsure = true;
      if (error instanceof Error && error.name === 'AbortError') pair.orphans.add(delivery);
      return undefined;
    }
  };
  const delivered = await until(
    () => `an answer to ${delivery.method} ${delivery.path}; the last one: ${last}`,
    attempt,
    {
      every: 20,
    },
  );
  pair.orphans.delete(delivery);
  return delivered;
}

/** Whether nobody can have got the request. */
function wasRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
