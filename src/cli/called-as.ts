import type { Command } from 'commander';

/** A command as it is called, such as `pulsebase query top`. */
export function calledAs(command: Command): string {
  return command.parent === null ? command.name() : `${calledAs(command.parent)} ${command.name()}`;
}
