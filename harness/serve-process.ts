import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from './child-environment.ts';

const HERE = join(import.meta.dirname, '..');

/** `pulsebase serve` as a process of its own. */
export interface ServeProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Lines of its log so far. */
  readonly logged: readonly string[];
  /** Sends a signal and waits for the end; gives the exit code, or `null` after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/**
 * @param args Further arguments; it listens on a free port unless they name one.
 * @param checkout Whose service it is; that of this file when left out.
 */
export async function serveProcess(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  checkout = HERE,
): Promise<ServeProcess> {
  const main = join(checkout, 'src/cli/main.ts');
  const child = spawn(process.execPath, [main, 'serve', ...(args.includes('--port') ? [] : ['--port', '0']), ...args], {
    env: childEnvironment(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const logged: string[] = [];
  const address = Promise.withResolvers<string>();
  let isListening = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    logged.push(line);
    // The last line of a process that is killed may be torn.
    if (isListening) return;
    const { address: found } = JSON.parse(line) as { address?: string };
    if (found === undefined) return;
    isListening = true;
    address.resolve(found);
  });
  void exited.then(() => address.reject(new Error(`the service did not start: ${logged.join('\n')}`)));
  address.promise.catch(() => {});
  return {
    child,
    url: await address.promise,
    logged,
    async end(signal) {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}
