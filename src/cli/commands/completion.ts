import { Argument, type Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { bashCompletion } from '../manual/bash-completion.ts';
import { type CommandOutline, commandOutline } from '../manual/command-outline.ts';
import { fishCompletion } from '../manual/fish-completion.ts';
import { zshCompletion } from '../manual/zsh-completion.ts';
import { oneOf } from '../option-values.ts';

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies {
  readonly [shell: string]: (program: CommandOutline) => string;
};

type Shell = keyof typeof SCRIPTS;

const SHELLS = Object.keys(SCRIPTS) as Shell[];

export function defineCompletion(command: Command, context: CommandContext): void {
  const shell = new Argument('<shell>', 'the shell that is to complete').choices(SHELLS);
  command
    .addArgument(shell.argParser(oneOf('SHELL', SHELLS)))
    .addHelpText(
      'after',
      `
Examples:
  eval "$(pulsebase completion bash)"
  eval "$(pulsebase completion zsh)"
  pulsebase completion fish > ~/.config/fish/completions/pulsebase.fish

The first two belong into ~/.bashrc, and into ~/.zshrc below compinit. The script knows the commands and options of this
version and starts nothing while you type; print it again after an upgrade.`,
    )
    .action(async (name: Shell) => {
      await context.out.write(SCRIPTS[name](await commandOutline(command.parent ?? command)));
    });
}
