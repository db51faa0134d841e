import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { KillOrder } from './kill-switch.ts';
import type { Operation } from './operations.ts';
import type { Message, Task } from './task.ts';

const VICTIM = fileURLToPath(new URL('./victim.ts', import.meta.url));

/** Opening once more costs as much as a kill. */
const ROUNDS_PER_REOPENING = 5;

/** What a victim is to do next, and how it ends. */
export interface Round {
  readonly prelude: readonly Operation[];
  readonly target: readonly Operation[];
  readonly kill: KillOrder | null;
  readonly killAtOpen?: boolean;
  /** Milliseconds after which it is killed from outside: counted from its start, or from when the target begins. */
  readonly killAfter?: { readonly milliseconds: number; readonly from: 'start' | 'target' };
}

export interface Outcome {
  readonly wasKilled: boolean;
  /** Whether what the kill before this one had left was looked at to the end. */
  readonly wasChecked: boolean;
  readonly failure: Extract<Message, { at: 'failed' }> | undefined;
  readonly warnings: readonly string[];
}

/** A store, and victims that work with it one after the other. It keeps the book of what was acknowledged. */
export class Victims {
  readonly #directory: string;
  #done: Operation[] = [];
  #underWay: Operation | null = null;
  #rounds = -1;

  /** @param directory For the store and what the victims are told. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async next({ killAfter, ...round }: Round): Promise<Outcome> {
    this.#rounds += 1;
    const file = join(this.#directory, 'task.json');
    const { prelude, target, kill, killAtOpen = false } = round;
    const task: Task = {
      ...{ directory: join(this.#directory, 'store'), done: this.#done, underWay: this.#underWay },
      ...{ prelude, target, kill, killAtOpen, opensTwice: this.#rounds % ROUNDS_PER_REOPENING === 1 },
    };
    writeFileSync(file, JSON.stringify(task));
    const child = spawn(process.execPath, [VICTIM, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    let timer: NodeJS.Timeout | undefined;
    const killSoon = () => {
      timer = setTimeout(() => child.kill('SIGKILL'), killAfter?.milliseconds);
    };
    if (killAfter?.from === 'start') killSoon();
    let wasChecked = false;
    let failure: Outcome['failure'];
    const warnings: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line) as Message;
      if (message.at === 'begin') this.#underWay = message.operation;
      else if (message.at === 'done') {
        this.#done.push(this.#underWay!);
        this.#underWay = null;
      } else if (message.at === 'checked') wasChecked = true;
      else if (message.at === 'armed' && killAfter?.from === 'target') killSoon();
      else if (message.at === 'warning') warnings.push(message.problem);
      else if (message.at === 'failed') failure = message;
    }
    const signal = await ended;
    clearTimeout(timer);
    return { wasKilled: signal === 'SIGKILL', wasChecked, failure, warnings };
  }

  /** Looks at what the last kill has left. */
  check(): Promise<Outcome> {
    return this.next({ prelude: [], target: [], kill: null });
  }
}
