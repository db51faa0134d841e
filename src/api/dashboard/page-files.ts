import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** Where the build of `web/` puts the pages, for the sources and for the published package alike. */
export const PAGES_DIRECTORY = join(import.meta.dirname, '../../../web/dist');

/** Extensions of compressed forms by the name of their encoding, the best first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** A file of the dashboard, in memory. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  /** Its bytes by encoding; `identity` is always there. */
  readonly bodies: ReadonlyMap<string, Buffer>;
}

export interface PageFiles {
  /** The document, whatever page it shows. */
  readonly document: string;
  /** What it loads, by name; each name holds a hash of the content. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

/** Reads the built dashboard; `undefined` when it is not built. */
export function readPages(directory: string): PageFiles | undefined {
  const document = join(directory, 'index.html');
  if (!existsSync(document)) return undefined;
  const assets = join(directory, 'assets');
  const names = readdirSync(assets).filter((name) => TYPES[extname(name)] !== undefined);
  return {
    document: readFileSync(document, 'utf8'),
    assets: new Map(names.map((name) => [name, readAsset(join(assets, name))])),
  };
}

/** A file of text that is made by the service itself. */
export function pageFileOf(extension: string, text: string): PageFile {
  const body = Buffer.from(text);
  return { type: TYPES[extension]!, etag: etagOf(body), bodies: new Map([['identity', body]]) };
}

function readAsset(path: string): PageFile {
  const body = readFileSync(path);
  const packed = Object.entries(ENCODINGS).flatMap(([encoding, extension]) =>
    existsSync(path + extension) ? [[encoding, readFileSync(path + extension)] as const] : [],
  );
  return { type: TYPES[extname(path)]!, etag: etagOf(body), bodies: new Map([...packed, ['identity', body]]) };
}

function etagOf(body: Buffer): string {
  // Weak, as it is the same for all encodings.
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}
