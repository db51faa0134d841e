import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const OPENER = fileURLToPath(new URL('./opener.ts', import.meta.url));

/** A store that another process opens. */
export interface Elsewhere {
  readonly process: ChildProcess;
  /** How the opening went, then the answer to each order. */
  next(): Promise<unknown>;
  order(text: 'ingest' | 'close'): Promise<unknown>;
  /** Kills the process and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it has ended, and gives all that it wrote to its standard error. */
  ended(): Promise<string>;
}

export function openElsewhere(directory: string, userId?: number): Elsewhere {
  const user = userId === undefined ? [] : [String(userId)];
  const child = spawn(process.execPath, [OPENER, directory, ...user], { stdio: 'pipe' });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const next = async () => JSON.parse(String((await lines.next()).value ?? 'null')) as unknown;
  return {
    process: child,
    next,
    order(text) {
      child.stdin.write(`${text}\n`);
      return text === 'close' ? exit : next();
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
    async ended() {
      await exit;
      return errors;
    },
  };
}
