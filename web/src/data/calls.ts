import type { AlarmClient } from '../../../src/client/alarm-client.ts';
import { RemoteAlarms } from '../../../src/client/remote-alarms.ts';
import { type Call, ServiceCalls } from '../../../src/client/service-calls.ts';
import { PulsebaseError } from '../../../src/model/pulsebase-error.ts';
import { BASE_URL } from '../state/base-url.ts';
import { answered, unreachable } from '../state/connection.ts';
import { session } from '../state/session.ts';
import { noteRequest } from './failure.ts';

const MAX_TRIES = 3;

/** The client of the service that serves this page, authenticated by the session. */
function callsNoting(note: (requestId: string | undefined) => void): ServiceCalls {
  return new ServiceCalls(BASE_URL.href.replace(/\/$/, ''), {
    maxTries: MAX_TRIES,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-requested-by', 'pulsebase');
      const response = await fetch(input, { ...init, headers });
      note(response.headers.get('x-request-id') ?? undefined);
      answered();
      return response;
    },
  });
}

async function noted<T>(work: (calls: ServiceCalls) => Promise<T>): Promise<T> {
  let requestId: string | undefined;
  try {
    return await work(
      callsNoting((id) => {
        requestId = id;
      }),
    );
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

/** Asks for something. @throws PulsebaseError */
export function read<T>(path: string, signal?: AbortSignal, headers: Call['headers'] = {}): Promise<T> {
  return noted((calls) => calls.json<T>({ path, signal, headers, isRepeatable: true }));
}

/** Changes something, once. @throws PulsebaseError */
export function change<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  return noted((calls) =>
    calls.json<T>({
      method,
      path,
      isRepeatable: false,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    }),
  );
}

/** All rows of a stream. @throws PulsebaseError */
export function rows<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  return noted(async (calls) => {
    const all: T[] = [];
    for await (const row of calls.lines<T>({ path, signal, isRepeatable: true })) all.push(row);
    return all;
  });
}

/** Asks for something of alarms, or changes it. @throws PulsebaseError */
export function ofAlarms<T>(work: (client: AlarmClient) => Promise<T>): Promise<T> {
  return noted((calls) => work(new RemoteAlarms(calls)));
}

/** The query of a path, without what is undefined. */
export function queryOf(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
