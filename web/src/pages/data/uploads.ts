import { signal } from '@preact/signals';
import type { Problem } from '../../../../src/api/schemas/problem.ts';
import type { UploadReceipt } from '../../../../src/api/schemas/receipt.ts';
import type { Failure } from '../../data/failure.ts';
import { forgetPeople } from '../../data/people.ts';
import { serviceLink } from '../../data/service-link.ts';
import { answered, unreachable } from '../../state/connection.ts';
import { session, whenKeyChanges } from '../../state/session.ts';

/** Rejected rows that a receipt names, so that they can be mended. */
const MAX_REJECTIONS = 100_000;
const AT_ONCE = 2;

export interface UploadOptions {
  readonly timezone: string;
  readonly unknownUsers: 'reject' | 'create';
  /** Whose readings they are where a file does not say. */
  readonly user: string;
  /** Whether the file is only read and counted, and nothing is written. */
  readonly isTrial: boolean;
}

/** A file on its way into the store. */
export interface Upload {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  /** How much has been sent, from 0 to 1. */
  readonly sent: number;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed';
  readonly isTrial: boolean;
  readonly receipt?: UploadReceipt;
  readonly failure?: Failure;
  /** What was written before it failed. */
  readonly written?: Problem['receipt'];
  stop(): void;
}

/** The files of this window, the newest first. */
export const uploads = signal<readonly Upload[]>([]);

// A page that goes takes what it is sending with it.
addEventListener('beforeunload', (event) => {
  if (uploads.value.some(({ state }) => state === 'sending' || state === 'waiting')) event.preventDefault();
});

whenKeyChanges(() => {
  uploads.value = [];
});

let count = 0;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Sends a file; a few go at once, the others wait. Progress is known to `XMLHttpRequest` alone. */
export function upload(file: File, options: UploadOptions): void {
  const id = ++count;
  const request = new XMLHttpRequest();
  const update = (change: Partial<Upload>) => {
    uploads.value = uploads.value.map((one) => (one.id === id ? { ...one, ...change } : one));
  };
  const { timezone, unknownUsers, user, isTrial } = options;
  const one: Upload = {
    ...{ id, name: file.name, bytes: file.size, sent: 0, state: 'waiting', isTrial },
    stop: () => request.abort(),
  };
  uploads.value = [one, ...uploads.value];
  const end = (change: Partial<Upload>) => {
    update(change);
    forgetPeople();
    underWay -= 1;
    waiting.shift()?.();
  };
  const fail = (failure: Failure, written?: Problem['receipt']) => end({ state: 'failed', failure, written });
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    update({ sent: total === 0 ? 1 : loaded / total }),
  );
  request.addEventListener('load', () => {
    answered();
    const answer = request.response as UploadReceipt | Problem | null;
    if (request.status === 200 && answer !== null && 'files' in answer) {
      end({ state: 'done', sent: 1, receipt: answer });
      return;
    }
    if (request.status === 401) session.value = { isSignedIn: false };
    const problem = answer !== null && 'detail' in answer ? answer : undefined;
    const { code = 'UNEXPECTED', detail = String(request.status), requestId, receipt } = problem ?? {};
    fail({ code, detail, requestId }, receipt);
  });
  request.addEventListener('error', () => {
    unreachable();
    fail({ code: 'CONNECTION_FAILED', detail: file.name, requestId: undefined });
  });
  request.addEventListener('abort', () => fail({ code: 'ABORTED', detail: file.name, requestId: undefined }));
  const send = () => {
    underWay += 1;
    update({ state: 'sending' });
    const link = serviceLink('v1/uploads', {
      timezone,
      unknownUsers,
      user,
      dryRun: isTrial || undefined,
      fileName: file.name.slice(0, 255),
      maxRejections: MAX_REJECTIONS,
    });
    request.open('POST', link);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-requested-by', 'pulsebase');
    request.setRequestHeader(
      'idempotency-key',
      `${Date.now()}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`,
    );
    request.send(file);
  };
  if (underWay < AT_ONCE) send();
  else waiting.push(send);
}
