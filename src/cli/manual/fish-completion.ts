import {
  argumentWords,
  type CommandOutline,
  type OptionEntry,
  type ValueKind,
  withDescendants,
} from './command-outline.ts';

/** A script that completes commands, options, words and files in fish, each with a description. */
export function fishCompletion(program: CommandOutline): string {
  const outlines = withDescendants(program);
  const valued = new Set(
    outlines.flatMap(({ options }) =>
      options.filter((option) => option.takesValue === 'always').map(({ long }) => long),
    ),
  );
  return `# fish completion for pulsebase: pulsebase completion fish > ~/.config/fish/completions/pulsebase.fish
function __pulsebase_at --description 'Whether the command line is at this command'
    set -l words (commandline -opc)
    set -e words[1]
    set -l path
    set -l is_value no
    for word in $words
        if test $is_value = yes
            set is_value no
        else if contains -- $word ${[...valued].join(' ')}
            set is_value yes
        else if contains -- (string join ' ' -- $path $word) ${outlines
          .slice(1)
          .map(({ path }) => quote(path.join(' ')))
          .join(' ')}
            set -a path $word
        end
    end
    test "$path" = "$argv"
end

complete -c pulsebase -f
${outlines.flatMap(commandCompletions).join('\n')}
`;
}

function commandCompletions(outline: CommandOutline): string[] {
  const { path, args, options, commands } = outline;
  const at = `complete -c pulsebase -n ${quote(['__pulsebase_at', ...path].join(' '))}`;
  // The program's options are allowed after every command.
  const before = path.length === 0 ? 'complete -c pulsebase' : at;
  const own = path.length === 0 ? options : options.filter(({ long }) => long !== '--help');
  const words = argumentWords(outline);
  return [
    ...commands.map((command) => `${at} -a ${command.path.at(-1)} -d ${quote(command.summary)}`),
    ...own.map((option) => `${before} ${flagsOf(option)}${valueFlag(option)} -d ${quote(option.description)}`),
    ...(words.length === 0 ? [] : [`${at} -a ${quote(words.join(' '))}`]),
    ...args.filter(({ value }) => value === 'file').map(() => `${at} -F`),
  ];
}

function flagsOf({ long, short }: OptionEntry): string {
  return `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`;
}

function valueFlag({ takesValue, value }: OptionEntry): string {
  return takesValue === 'always' ? ` ${completionsOf(value)}` : '';
}

function completionsOf(value: ValueKind): string {
  if (value === 'file') return '-r -F';
  if (value === 'directory') return "-x -a '(__fish_complete_directories)'";
  return value === 'other' ? '-x' : `-x -a ${quote(value.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
