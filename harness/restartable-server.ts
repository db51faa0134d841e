import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { until } from './until.ts';

/** A server program of a package that test/system/install.sh installs. */
export interface ServerProgram {
  readonly name: string;
  /** The file of the package without which nothing can be started. */
  readonly installed: string;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Where it runs. */
  readonly directory: string;
  /** Whether it serves; asked until it does. */
  serves(): Promise<unknown>;
  /** What it says of itself, for whoever reads why a test failed. */
  log?(): string;
}

/** A server that is killed and started again, with what it has on its disk. */
export class RestartableServer {
  readonly #program: ServerProgram;
  #process: ChildProcess | undefined;

  constructor(program: ServerProgram) {
    if (!existsSync(program.installed)) {
      throw new Error(`${program.installed} is not there; run test/system/install.sh`);
    }
    this.#program = program;
  }

  /** The id of its process. */
  get pid(): number {
    return this.#process!.pid!;
  }

  /** Settles when it serves; does nothing when it runs. */
  async start(): Promise<void> {
    if (this.#process !== undefined && isRunning(this.#process)) return;
    const { name, command, directory, serves, log = () => 'no log' } = this.#program;
    const starting = spawn(command[0]!, command.slice(1), { cwd: directory, stdio: 'ignore' });
    starting.on('error', () => {});
    this.#process = starting;
    await until(
      () => `${name} to start: ${log()}`,
      () => {
        if (starting.pid === undefined) throw new Error(`${command[0]} cannot be started`);
        if (!isRunning(starting)) throw new Error(`${name} ended at once with ${starting.exitCode}: ${log()}`);
        return serves();
      },
      { every: 50 },
    );
  }

  /** Kills it at once, as a crash would; settles when it has ended. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Sends it a signal; settles when it has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (running === undefined || !isRunning(running)) return;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}
