import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from '../../harness/child-environment.ts';
import type { Outcome } from './run-in-process.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface ProcessOptions {
  /** Added to the environment, from which settings of the caller are taken away. */
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly stdin?: string | Buffer;
  /** Called with the running process, for signals and streams. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the real command line as a process of its own. */
export function runProcess(args: readonly string[], options: ProcessOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: childEnvironment(options.env),
    cwd: options.cwd,
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  // The command may end before it has read everything.
  child.stdin.on('error', () => {});
  if (options.stdin !== undefined) child.stdin.end(options.stdin);
  options.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? -1, stdout, stderr }));
  });
}
