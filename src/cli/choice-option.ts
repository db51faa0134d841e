import { Option } from 'commander';
import { oneOf } from './option-values.ts';

/** An option with a fixed choice of words, which help, man page and completion list. */
export function choiceOption(flags: string, description: string, words: readonly string[]): Option {
  const option = new Option(flags, description).choices(words);
  return option.argParser(oneOf(option.long ?? flags, words));
}
