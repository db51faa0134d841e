import type { Argument, Command, Option } from 'commander';
import { PulsebaseCommand } from '../pulsebase-command.ts';

/** The kind of a value: one of a few words, a file, a directory, or anything else. */
export type ValueKind = readonly string[] | 'file' | 'directory' | 'other';

export interface OptionEntry {
  /** As help shows them: `-y, --yes`. */
  readonly flags: string;
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: 'never' | 'optionally' | 'always';
  readonly value: ValueKind;
  /** Whether it may be given more than once. */
  readonly repeats: boolean;
}

export interface ArgumentEntry {
  /** As help shows it: `<files...>`. */
  readonly name: string;
  readonly description: string;
  readonly value: ValueKind;
}

/** A command in outline, from the definitions that the parser and the help use. */
export interface CommandOutline {
  /** Words after the program's name: none for the program itself. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly args: readonly ArgumentEntry[];
  readonly options: readonly OptionEntry[];
  /** The text below the options: examples and remarks. */
  readonly notes: readonly string[];
  readonly commands: readonly CommandOutline[];
}

/** Describes a command and its subcommands. */
export async function commandOutline(command: Command, path: readonly string[] = []): Promise<CommandOutline> {
  if (command instanceof PulsebaseCommand) await command.define();
  const commands: CommandOutline[] = [];
  for (const child of command.commands) commands.push(await commandOutline(child, [...path, child.name()]));
  return {
    path,
    summary: command.description(),
    args: command.registeredArguments.map(argumentEntry),
    options: command.createHelp().visibleOptions(command).map(optionEntry),
    notes: command instanceof PulsebaseCommand ? command.notes : [],
    commands,
  };
}

/** Options allowed after a command: its own, and those of every command. */
export function optionsBehind(outline: CommandOutline, program: CommandOutline): readonly OptionEntry[] {
  const own = new Set(outline.options.map(({ long }) => long));
  return [...outline.options, ...program.options.filter(({ long }) => !own.has(long))];
}

/** The words to choose from for the arguments of a command. */
export function argumentWords({ args }: CommandOutline): readonly string[] {
  return args.flatMap(({ value }) => (typeof value === 'string' ? [] : value));
}

/** A command and its subcommands, recursively. */
export function withDescendants(outline: CommandOutline): readonly CommandOutline[] {
  return [outline, ...outline.commands.flatMap(withDescendants)];
}

function optionEntry(option: Option): OptionEntry {
  const { flags, long, short, description, argChoices, required, optional, variadic, defaultValue } = option;
  const usual = defaultValue === undefined ? '' : ` (default: ${String(defaultValue)})`;
  const words = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  return {
    flags,
    long: long ?? flags,
    short,
    description: `${description}${words}${usual}`,
    takesValue: required ? 'always' : optional ? 'optionally' : 'never',
    value: valueKind(flags, argChoices),
    repeats: variadic,
  };
}

function argumentEntry(argument: Argument): ArgumentEntry {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  const shown = argument.required ? `<${name}>` : `[${name}]`;
  return { name: shown, description: argument.description, value: valueKind(shown, argument.argChoices) };
}

/** The placeholder says what a value is: `<file>`, `<files...>`, `<dir>`. */
function valueKind(placeholder: string, words: readonly string[] | undefined): ValueKind {
  if (words !== undefined) return words;
  if (/<files?(\.\.\.)?>/.test(placeholder)) return 'file';
  return /<dir>/.test(placeholder) ? 'directory' : 'other';
}
