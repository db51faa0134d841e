import type { Argument, Command } from 'commander';
import { nearestName } from '../model/nearest-name.ts';
import { showValue } from '../model/show-value.ts';
import { calledAs } from './called-as.ts';

/** Turns an error of the parser into one line that says what is wrong and what to write instead. */
export function usageComplaint(command: Command, code: string | undefined, message: string): string {
  const [, quoted = ''] = /'(.*)'/s.exec(message) ?? [];
  switch (code) {
    case 'commander.missingMandatoryOptionValue':
    case 'commander.missingArgument':
      return missing(command) + seeHelp(command);
    case 'commander.excessArguments':
      return excess(command) + seeHelp(command);
    case 'commander.optionMissingArgument':
      return `${quoted} needs a value${seeHelp(command)}`;
    case 'commander.unknownCommand':
      return unknownCommand(command, quoted);
    case 'commander.unknownOption':
      return unknownOption(command, quoted) + seeHelp(command);
    default:
      return message.replace(/^error: /, '') + seeHelp(command);
  }
}

/** Says that a program, or a group of commands, has no such command. */
export function unknownCommand(command: Command, name: string): string {
  const here = nearestCommands(name, command.commands);
  const below = command.commands.flatMap((group) => group.commands);
  const meant = here.length > 0 ? here : nearestCommands(name, below);
  return `unknown command '${name}'${didYouMean(meant.map(calledAs))}${seeHelp(command)}`;
}

/** Several if groups have a command of the same name. */
function nearestCommands(name: string, commands: readonly Command[]): readonly Command[] {
  const names = commands.map((command) => command.name());
  const meant = nearestName(name, names);
  return commands.filter((command) => command.name() === meant);
}

/** The value of such an option is not shown: it may be a secret. */
function unknownOption(command: Command, given: string): string {
  const [flag = given] = given.split('=');
  const meant = nearestName(flag, longOptions(command));
  return `unknown option '${flag}'${didYouMean(meant === undefined ? [] : [meant])}`;
}

function longOptions(command: Command): string[] {
  const own = command.options.flatMap(({ long }) => long ?? []);
  return command.parent === null ? own : [...own, ...longOptions(command.parent)];
}

/** What is missing may be present under a wrong name. */
function missing(command: Command): string {
  const args = command.args.filter((arg) => !OPTION.test(arg));
  const unknown = command.args.filter((arg) => OPTION.test(arg)).map((arg) => `${unknownOption(command, arg)}; `);
  const wanted = [
    ...command.registeredArguments
      .slice(args.length)
      .filter(({ required }) => required)
      .map(argumentName),
    ...command.options
      .filter((option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined)
      .map(({ flags }) => flags),
  ];
  return `${unknown.join('')}${calledAs(command)} needs ${inWords(wanted, 'and')}`;
}

function excess(command: Command): string {
  const wanted = command.registeredArguments.map(argumentName);
  const surplus = command.args.slice(wanted.length).map(showValue);
  const takes = wanted.length === 0 ? 'no arguments, but' : `only ${wanted.join(' ')}, but also`;
  return `too many arguments: ${calledAs(command)} takes ${takes} got ${surplus.join(' ')}`;
}

const OPTION = /^-./;

function argumentName(argument: Argument): string {
  return `<${argument.name()}${argument.variadic ? '...' : ''}>`;
}

function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (did you mean ${inWords(names, 'or')}?)`;
}

function inWords(names: readonly string[], link: string): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} ${link} ${names.at(-1)}`;
}

function seeHelp(command: Command): string {
  return `; see ${calledAs(command)} --help`;
}
