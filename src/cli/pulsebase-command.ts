import {
  type AddHelpTextContext,
  type AddHelpTextPosition,
  Command,
  CommanderError,
  type ErrorOptions,
  type HelpContext,
  type OptionValueSource,
} from 'commander';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { showValue } from '../model/show-value.ts';
import { calledAs } from './called-as.ts';
import { EXIT_OK, EXIT_WRONG_USE } from './exit-code.ts';
import { unknownCommand, usageComplaint } from './usage-complaint.ts';

/** A command whose parser ignores nothing silently, and whose errors say what to write instead. */
export class PulsebaseCommand extends Command {
  /** Texts that the help shows below the options. */
  readonly notes: string[] = [];
  #define: (() => Promise<void>) | undefined;

  constructor(name?: string) {
    super(name);
    this.hook('preSubcommand', async (_, called) => {
      if (called instanceof PulsebaseCommand) await called.define();
    });
  }

  override createCommand(name?: string): Command {
    return new PulsebaseCommand(name);
  }

  /** Options, help and action are added when the command is called or inspected. */
  defineLater(define: () => Promise<void>): void {
    this.#define = define;
  }

  async define(): Promise<void> {
    const define = this.#define;
    this.#define = undefined;
    await define?.();
  }

  override addHelpText(position: AddHelpTextPosition, text: string | ((context: AddHelpTextContext) => string)): this {
    if (typeof text === 'string') this.notes.push(text);
    return typeof text === 'string' ? super.addHelpText(position, text) : super.addHelpText(position, text);
  }

  /** Every error of the parser passes through here. */
  override error(message: string, { code }: ErrorOptions = {}): never {
    throw new CommanderError(EXIT_WRONG_USE, code ?? 'commander.error', usageComplaint(this, code, message));
  }

  /** If an option is given twice, the parser would silently keep the later value. */
  override setOptionValueWithSource(key: string, value: unknown, source: OptionValueSource): this {
    const before: unknown = this.getOptionValue(key);
    const isSecond = source === 'cli' && this.getOptionValueSource(key) === 'cli';
    // Options that collect their values are given as the list so far.
    if (isSecond && value !== before && !Array.isArray(value)) {
      const option = this.options.find((known) => known.attributeName() === key)?.long ?? key;
      throw new PulsebaseError(
        'INVALID_ARGUMENT',
        `${option} is given twice, as ${showValue(before)} and as ${showValue(value)}; give it once`,
        { field: option },
      );
    }
    return super.setOptionValueWithSource(key, value, source);
  }

  /** Showing the general help for a mistyped command would hide the mistake. */
  override outputHelp(context?: HelpContext | ((text: string) => string)): void {
    const [word] = this.args.filter((arg) => arg !== '--help' && arg !== '-h');
    const isCommand = this.commands.some((command) => command.name() === word);
    if (this.commands.length > 0 && word !== undefined && !word.startsWith('-') && !isCommand) {
      throw new CommanderError(EXIT_WRONG_USE, 'commander.unknownCommand', unknownCommand(this, word));
    }
    super.outputHelp(typeof context === 'object' ? context : undefined);
  }

  /** Without a command, the program shows its help, and a group lists its commands. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    const isError = typeof context === 'object' && context.error;
    if (!isError || this.parent === null) {
      this.outputHelp();
      throw new CommanderError(EXIT_OK, 'pulsebase.help', '');
    }
    const names = this.commands.map((command) => command.name()).join(', ');
    const group = calledAs(this);
    throw new CommanderError(
      EXIT_WRONG_USE,
      'pulsebase.missingCommand',
      `${group} needs one of ${names}; see ${group} --help`,
    );
  }
}
