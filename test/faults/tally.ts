import type { Delivered } from './deliver.ts';

/** What came of a round. */
export class Tally {
  acknowledged = 0;
  /** Of those, requests that were sent more than once. */
  repeated = 0;
  erasures = 0;
  /** Bodies that were on their way while their user was erased. */
  overtaken = 0;
  lost = 0;
  returned = 0;
  falseReceipts = 0;
  /** Alarms that people know of at the end. */
  alarms = 0;
  /** Alarms of which they know something else than is so. */
  untold = 0;
  readonly failures: string[] = [];

  acknowledges({ attempts }: Pick<Delivered, 'attempts'>): void {
    this.acknowledged += 1;
    if (attempts > 1) this.repeated += 1;
  }

  isFalse(what: string): void {
    this.falseReceipts += 1;
    this.failures.push(`false receipt: ${what}`);
  }

  fails(what: string): void {
    this.failures.push(what);
  }
}
