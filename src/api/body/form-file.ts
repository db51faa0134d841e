import { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ServiceError } from '../problems/service-error.ts';

/** The file of a form, as browsers send it. */
export interface FormFile {
  /** Its name in the form; empty if there is none. */
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * The one file in a body of multipart/form-data (RFC 7578).
 *
 * @throws ServiceError `INVALID_ARGUMENT` when there is no file, more than one, or a field beside it, and what the body throws.
 */
export async function formFile(contentType: string, body: AsyncIterable<Buffer>): Promise<FormFile> {
  const found = Promise.withResolvers<FormFile>();
  /** The form may still be malformed after the file. */
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {});
  let isRefused = false;
  const refuse = (message: string) => {
    if (isRefused) return;
    isRefused = true;
    const error = new ServiceError(400, 'INVALID_ARGUMENT', message, { field: 'body' });
    found.reject(error);
    ended.reject(error);
    source.destroy(error);
  };
  const source = Readable.from(body, { objectMode: false });
  let parser: BusboyInstance;
  try {
    parser = new Busboy({ headers: { 'content-type': contentType }, limits: { files: 1, fields: 0, parts: 2 } });
  } catch {
    throw new ServiceError(400, 'INVALID_ARGUMENT', 'multipart/form-data needs a boundary in its Content-Type', {
      field: 'Content-Type',
    });
  }
  let hasFile = false;
  parser.on('file', (_field, stream, name) => {
    hasFile = true;
    // There may be no reader when the form breaks.
    stream.on('error', () => refuse('the form is broken, or cut off'));
    source.once('error', (error) => stream.destroy(error));
    found.resolve({
      name: name ?? '',
      chunks: (async function* () {
        yield* stream;
        await ended.promise;
      })(),
    });
  });
  parser.on('filesLimit', () => refuse('send one file at a time'));
  parser.on('fieldsLimit', () =>
    refuse('send one file and nothing else; parameters belong into the query, as in ?user=P-0012'),
  );
  parser.on('partsLimit', () => refuse('send one file at a time'));
  parser.on('error', () => refuse('the form is broken, or cut off'));
  parser.on('finish', () => {
    if (hasFile) ended.resolve();
    else refuse('the form holds no file');
  });
  source.on('error', (error) => {
    found.reject(error);
    ended.reject(error);
  });
  source.pipe(parser);
  return found.promise;
}
