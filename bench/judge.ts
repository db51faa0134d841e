import { checkAnswer, checkAverages } from './check-answers.ts';
import type { Call } from './queries/cell-calls.ts';
import type { CohortAverage } from './queries/query.ts';

/** As many faults as anybody reads. */
const MAX_KEPT = 20;

/** Compares every answer of a run with the reference's and remembers what was wrong. */
export class Judge<Name extends string> {
  readonly faults: string[] = [];
  compared = 0;
  wrong = 0;
  readonly #isExact: (name: Name) => boolean;

  /** @param isExact Whose answers must be equal to the bit. */
  constructor(isExact: (name: Name) => boolean) {
    this.#isExact = isExact;
  }

  answer(name: Name, call: Call, answer: readonly number[]): void {
    const fault = checkAnswer(call, answer, this.#isExact(name));
    this.#note(name, fault, () => JSON.stringify(call.query));
  }

  averages(name: Name, call: Call & { kind: 'queryUsers' }, found: readonly CohortAverage[]): void {
    const fault = checkAverages(call.averages, found, this.#isExact(name));
    this.#note(name, fault, () => `averages of ${JSON.stringify(call.query)}`);
  }

  #note(name: Name, fault: string | undefined, query: () => string): void {
    this.compared += 1;
    if (fault === undefined) return;
    this.wrong += 1;
    if (this.faults.length < MAX_KEPT) this.faults.push(`${name}: ${fault}; ${query()}`);
  }
}
