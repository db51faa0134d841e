import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  ContenderOperations,
  ContenderReply,
  ContenderRequest,
  Opened,
  OperationName,
} from './contender-operations.ts';
import type { Place } from './contenders/contender.ts';
import type { ContenderName } from './contenders/registry.ts';

const PROGRAM = fileURLToPath(new URL('./contender-process.ts', import.meta.url));

/** A contender in a process of its own, which may be ended and started anew over the same data. One call at a time. */
export class ContenderHandle {
  readonly name: ContenderName;
  readonly place: Place;
  #child: ChildProcess | undefined;
  #opened: Opened | undefined;

  constructor(name: ContenderName, place: Place) {
    this.name = name;
    this.place = place;
  }

  get version(): string {
    return this.#opened?.version ?? 'not open';
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the process and opens the contender in it. Gives the milliseconds that the opening took in there. */
  async start(): Promise<number> {
    this.#child = fork(PROGRAM, [this.name, JSON.stringify(this.place)], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#opened = (await this.#reply()) as Opened;
    return this.#opened.ms;
  }

  async call<K extends OperationName>(
    operation: K,
    ...parameters: Parameters<ContenderOperations[K]>
  ): Promise<Awaited<ReturnType<ContenderOperations[K]>>> {
    const reply = this.#reply();
    // A process that has ended is told by the reply.
    this.#child?.send({ operation, parameters } satisfies ContenderRequest, () => {});
    return (await reply) as Awaited<ReturnType<ContenderOperations[K]>>;
  }

  /** Closes the contender and ends its process. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    try {
      await this.call('close');
    } finally {
      this.#child = undefined;
      child.kill('SIGKILL');
      await exited;
    }
  }

  async restart(): Promise<number> {
    await this.stop();
    return this.start();
  }

  #reply(): Promise<unknown> {
    const child = this.#child;
    if (child?.connected !== true) return Promise.reject(new Error(`${this.name} is not open`));
    return new Promise((resolve, reject) => {
      const settle = () => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      };
      const onMessage = (reply: ContenderReply) => {
        settle();
        if (reply.error === undefined) resolve(reply.value);
        else reject(new Error(`${this.name}: ${reply.error}`));
      };
      const onExit = (code: number | null, signal: string | null) => {
        settle();
        reject(new Error(`the process of ${this.name} ended with ${code ?? signal}`));
      };
      child.on('message', onMessage);
      child.on('exit', onExit);
    });
  }
}
