import { generateReadings } from '../../src/generator/generate-readings.ts';
import type { ReadingBlock } from '../../src/model/reading-block.ts';
import type { DataPlan } from './data-plan.ts';

/** The readings of a plan, the same whoever asks, made anew each time: nothing is kept. */
export function benchReadings({ users, readings, seed }: DataPlan): AsyncGenerator<ReadingBlock, void, undefined> {
  return generateReadings({ users, readings, seed });
}
