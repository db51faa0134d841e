import { showValue } from '../../model/show-value.ts';

/** A row that shows something about the file. */
export interface Witness {
  readonly line: number;
  readonly text: string;
}

export function showWitness({ line, text }: Witness): string {
  return `line ${line} (${showValue(text)})`;
}
