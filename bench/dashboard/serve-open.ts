import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { serveProcess } from '../../harness/serve-process.ts';

/** A service of its own process that asks for no key, so that pages need no signing in. */
export async function serveOpen(store: string, directory: string) {
  const serving = await serveProcess(
    { RATE_LIMIT: '0', STATE_DIRECTORY: mkdtempSync(join(directory, 'state-')), DATABASE_URL: store },
    ['--insecure'],
  );
  return { url: serving.url, pid: serving.child.pid, stop: () => serving.end('SIGTERM') };
}
