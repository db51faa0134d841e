import type { SettingDescription } from '../../config/describe-settings.ts';
import { type ArgumentEntry, type CommandOutline, type OptionEntry, withDescendants } from './command-outline.ts';

const LINE_WIDTH = 78;

/** A setting of the environment as the man page shows it. */
export interface SettingEntry extends Pick<SettingDescription, 'name'> {
  readonly allowed: string;
  readonly default: string;
}

/** The manual page in the language of man(7). */
export function manPage(program: CommandOutline, version: string, settings: readonly SettingEntry[]): string {
  const leaves = withDescendants(program).filter((outline) => outline.path.length > 0 && outline.commands.length === 0);
  return `${[
    `.TH PULSEBASE 1 "" "pulsebase ${version}" "User Commands"`,
    '.SH NAME',
    `pulsebase \\- ${text(lowerFirst(program.summary).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B pulsebase',
    '.RI [ options ]',
    '.I command',
    '.RI [ argument ...]',
    '.SH DESCRIPTION',
    ...prose(program.summary),
    ...program.notes.flatMap(noteLines),
    '.SH OPTIONS',
    'Every command takes these.',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...leaves.flatMap(commandLines),
    '.SH ENVIRONMENT',
    'Settings come from the environment, then from a file',
    '.I .env',
    'in the current directory.',
    ...settings.flatMap((setting) => [
      '.TP',
      `.B ${text(setting.name)}`,
      ...prose(`${setting.allowed} (default: ${setting.default === '' ? 'empty' : setting.default})`),
    ]),
  ].join('\n')}\n`;
}

function commandLines({ path, summary, args, options, notes }: CommandOutline): string[] {
  const required = args.map(({ name }) => name).join(' ');
  return [
    `.SS pulsebase ${text(path.join(' '))}${required === '' ? '' : ` ${text(required)}`}`,
    ...prose(`${summary.charAt(0).toUpperCase() + summary.slice(1)}.`),
    ...args.flatMap(argumentLines),
    ...options.filter(({ long }) => long !== '--help').flatMap(optionLines),
    ...notes.flatMap(noteLines),
  ];
}

function argumentLines({ name, description }: ArgumentEntry): string[] {
  return ['.TP', `.I ${text(name)}`, ...prose(description)];
}

function optionLines({ flags, description }: OptionEntry): string[] {
  return ['.TP', `.B ${text(flags)}`, ...prose(description)];
}

/** Paragraphs; indented lines, such as examples, are kept as they are. */
function noteLines(note: string): string[] {
  return note
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph) => {
      const lines = paragraph.split('\n');
      const [first = '', ...rest] = lines;
      if (!rest.some((line) => line.startsWith('  '))) return ['.PP', ...prose(lines.join(' '))];
      return ['.PP', ...prose(first), '.PP', '.nf', '.RS 4', ...rest.map((line) => text(line.trim())), '.RE', '.fi'];
    });
}

/** Wraps running text to the usual width; a longer word gets its own line. */
function prose(plain: string): string[] {
  const lines: string[] = [];
  for (const word of plain.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${text(word)}`;
    if (lines.length > 0 && longer.length <= LINE_WIDTH) lines.push(`${lines.pop()} ${text(word)}`);
    else lines.push(text(word));
  }
  return lines;
}

/** Escapes text for roff: no escapes, no requests at the start of a line, only ASCII. */
function text(plain: string): string {
  const escaped = plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(
      /[^\x20-\x7e]/g,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
