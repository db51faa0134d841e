import type { ClickhouseServer } from '../../harness/clickhouse-server.ts';
import { timesOf } from '../times.ts';
import { type NodeWork, nodeWork } from './node-work.ts';
import type { Cost } from './shards-result.ts';

/** Makes calls of one kind, some at a time, and adds up what they cost. */
export class CostRunner<Call, Answer> {
  readonly #nodes: readonly ClickhouseServer[];
  readonly #calls: readonly Call[];
  readonly #ask: (call: Call) => Promise<Answer>;
  readonly #check: ((call: Call, answer: Answer) => void) | undefined;
  readonly #ms: number[] = [];
  #work: readonly NodeWork[];

  /** @param check What is done with an answer outside of the time that is taken. */
  constructor(
    nodes: readonly ClickhouseServer[],
    calls: readonly Call[],
    ask: (call: Call) => Promise<Answer>,
    check?: (call: Call, answer: Answer) => void,
  ) {
    this.#nodes = nodes;
    this.#calls = calls;
    this.#ask = ask;
    this.#check = check;
    this.#work = nodes.map(() => ({ cpuMs: 0, readBytes: 0, parts: 0 }));
  }

  get isDone(): boolean {
    return this.#ms.length === this.#calls.length;
  }

  async takeTurn(count: number): Promise<void> {
    const made = this.#ms.length;
    const work = await nodeWork(this.#nodes, async () => {
      for (const call of this.#calls.slice(made, made + count)) {
        const started = performance.now();
        const answer = await this.#ask(call);
        this.#ms.push(performance.now() - started);
        this.#check?.(call, answer);
      }
    });
    this.#work = this.#work.map(({ cpuMs, readBytes, parts }, at) => ({
      cpuMs: cpuMs + work[at]!.cpuMs,
      readBytes: readBytes + work[at]!.readBytes,
      parts: parts + work[at]!.parts,
    }));
  }

  get cost(): Cost {
    const each = (sum: number) => Math.round((sum / this.#ms.length) * 1000) / 1000;
    return {
      times: timesOf(this.#ms),
      work: this.#work.map(({ cpuMs, readBytes, parts }) => ({
        cpuMs: each(cpuMs),
        readBytes: Math.round(each(readBytes)),
        parts: each(parts),
      })),
    };
  }
}
