import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A system call that has ended, in order of its end; a write also counts when it begins. */
export interface Call {
  readonly name: 'write' | 'fdatasync' | 'fsync' | 'rename' | 'unlink';
  /** The file or directory, below the store's directory; of a rename the new name. */
  readonly path: string;
}

/**
 * Runs `fsync-victim.ts` under strace, and gives the system calls on its store between what it says, by what it says first:
 * `ingest` are the calls from the start of the ingest to its acknowledgement.
 */
export function traceVictim(directory: string, durable: 'on' | 'off'): Map<string, Call[]> {
  const file = join(directory, 'trace');
  const store = join(directory, 'store');
  const victim = fileURLToPath(new URL('./fsync-victim.ts', import.meta.url));
  const calls = 'write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir';
  const strace = ['-f', '-y', '-s', '20', '-o', file, '-e', `trace=${calls}`];
  const { status, stderr } = spawnSync('strace', [...strace, process.execPath, victim, store, durable], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the traced process failed: ${stderr}`);
  return bySection(readFileSync(file, 'utf8'), store);
}

/** @throws when strace is not installed: this test is not skipped. */
export function requireStrace(): void {
  execFileSync('strace', ['--version']);
}

function bySection(trace: string, store: string): Map<string, Call[]> {
  const sections = new Map<string, Call[]>();
  let section: Call[] = [];
  const unfinished = new Map<string, string>();
  for (const line of trace.split('\n')) {
    const [, pid, rest] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || rest === undefined) continue;
    const [, mark] = /^write\(1<[^>]*>, "MARK (\w+)\\n"/.exec(rest) ?? [];
    if (mark !== undefined) {
      section = [];
      sections.set(mark, section);
      continue;
    }
    // A call that another thread's calls have interrupted stands on two lines: it has ended with the second.
    if (rest.endsWith('<unfinished ...>')) {
      unfinished.set(pid, rest.replace(' <unfinished ...>', ''));
      continue;
    }
    const [, tail] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const whole = tail === undefined ? rest : `${unfinished.get(pid) ?? ''}${tail}`;
    const call = parseCall(whole, store);
    if (call !== undefined) section.push(call);
  }
  return sections;
}

function parseCall(text: string, store: string): Call | undefined {
  if (!/ = \d+$/.test(text.trimEnd())) return undefined;
  const [, verb] = /^(\w+)\(/.exec(text) ?? [];
  const paths = [...text.matchAll(/[<"](\/[^>"]*)[>"]/g)]
    .map(([, path]) => path!)
    .filter((path) => path.startsWith(store));
  const path = paths
    .at(-1)
    ?.slice(store.length + 1)
    .replace(/\/$/, '');
  if (verb === undefined || path === undefined) return undefined;
  if (verb === 'pwrite64') return { name: 'write', path };
  if (verb.startsWith('rename')) return { name: 'rename', path };
  if (verb === 'unlinkat' || verb === 'rmdir') return { name: 'unlink', path };
  return { name: verb as Call['name'], path };
}
