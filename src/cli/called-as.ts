import type { Command } from 'commander';

/** Returns the full name of a command, such as `pulsebase query top`. */
export function calledAs(command: Command): string {
  return command.parent === null ? command.name() : `${calledAs(command.parent)} ${command.name()}`;
}
