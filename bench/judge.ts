import { checkAnswer, checkAverages } from './check-answers.ts';
import { type ContenderName, contenderEntry } from './contenders/registry.ts';
import type { Call } from './questions/cell-calls.ts';
import type { CohortAverage } from './questions/question.ts';

/** As many faults as anybody reads. */
const MAX_KEPT = 20;

/** Compares every answer of a run with the reference's and remembers what was wrong. */
export class Judge {
  readonly faults: string[] = [];
  compared = 0;
  wrong = 0;

  answer(name: ContenderName, call: Call, answer: readonly number[]): void {
    const fault = checkAnswer(call, answer, contenderEntry(name).isPulsebase);
    this.#note(name, fault, () => JSON.stringify(call.question));
  }

  averages(name: ContenderName, call: Call & { kind: 'queryUsers' }, found: readonly CohortAverage[]): void {
    const fault = checkAverages(call.averages, found, contenderEntry(name).isPulsebase);
    this.#note(name, fault, () => `averages of ${JSON.stringify(call.question)}`);
  }

  #note(name: ContenderName, fault: string | undefined, question: () => string): void {
    this.compared += 1;
    if (fault === undefined) return;
    this.wrong += 1;
    if (this.faults.length < MAX_KEPT) this.faults.push(`${name}: ${fault}; ${question()}`);
  }
}
