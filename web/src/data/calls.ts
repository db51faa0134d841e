import type { AlarmClient, ServiceClient, Store } from '../../../src/client/index.ts';
import { RemoteAlarms } from '../../../src/client/remote-alarms.ts';
import { RemoteService } from '../../../src/client/remote-service.ts';
import { RemoteStore } from '../../../src/client/remote-store.ts';
import { ServiceCalls } from '../../../src/client/service-calls.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { BASE_URL } from '../state/base-url.ts';
import { answered, unreachable } from '../state/connection.ts';
import { session } from '../state/session.ts';
import { noteRequest } from './failure.ts';

const MAX_TRIES = 3;

/** Does something with the service that serves this page, authenticated by the session. @throws PulsebaseError */
async function noted<T>(work: (calls: ServiceCalls) => Promise<T>, signal?: AbortSignal): Promise<T> {
  let requestId: string | undefined;
  const calls = new ServiceCalls(BASE_URL.href.replace(/\/$/, ''), {
    maxTries: MAX_TRIES,
    ...(signal === undefined ? {} : { signal }),
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-requested-by', 'pulsebase');
      const response = await fetch(input, { ...init, headers });
      requestId = response.headers.get('x-request-id') ?? undefined;
      answered();
      return response;
    },
  });
  try {
    return await work(calls);
  } catch (error) {
    noteRequest(error, requestId);
    if (error instanceof PulsebaseError) {
      if (error.code === 'CONNECTION_FAILED') unreachable();
      // The session is over, or its key was revoked.
      if (error.code === 'AUTHENTICATION_FAILED') session.value = { isSignedIn: false };
    }
    throw error;
  }
}

// These are the clients that programs use, too. The signal stops calls whose answer is no longer wanted.

/** Asks something about people, or changes it. @throws PulsebaseError */
export function ofStore<T>(work: (store: Store) => Promise<T>, signal?: AbortSignal): Promise<T> {
  return noted((calls) => work(new RemoteStore(calls, session.value?.engine ?? '')), signal);
}

/** Asks something about alarms, or changes it. @throws PulsebaseError */
export function ofAlarms<T>(work: (alarms: AlarmClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
  return noted((calls) => work(new RemoteAlarms(calls)), signal);
}

/** Asks something about the service, or changes it. @throws PulsebaseError */
export function ofService<T>(work: (service: ServiceClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
  return noted((calls) => work(new RemoteService(calls)), signal);
}

/** Asks something about the session of this browser, or changes it: no program has one. @throws PulsebaseError */
export function ofSession<T>(method: 'GET' | 'POST' | 'DELETE', body?: object, signal?: AbortSignal): Promise<T> {
  const call = { method, path: '/v1/session', isRepeatable: method === 'GET' };
  const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  return noted((calls) => calls.json<T>(body === undefined ? call : { ...call, ...json }), signal);
}
