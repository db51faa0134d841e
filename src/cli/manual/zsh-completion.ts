import {
  type ArgumentEntry,
  type CommandOutline,
  type OptionEntry,
  optionsBehind,
  type ValueKind,
  withDescendants,
} from './command-outline.ts';

/** A script that completes commands, options, words and files in zsh, each with a description. */
export function zshCompletion(program: CommandOutline): string {
  return `#compdef pulsebase
# zsh completion for pulsebase: a file _pulsebase in a directory of $fpath, or eval "$(pulsebase completion zsh)" after compinit
${withDescendants(program)
  .toReversed()
  .map((outline) => commandFunction(outline, program))
  .join('\n')}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _pulsebase "$@"
else
  compdef _pulsebase pulsebase
fi
`;
}

function commandFunction(outline: CommandOutline, program: CommandOutline): string {
  const { path, args, commands } = outline;
  const specs = optionsBehind(outline, program).flatMap(optionSpecs);
  if (commands.length === 0) {
    return `${functionName(path)}() {
  _arguments ${[...specs, ...args.map(argumentSpec)].join(' \\\n    ')}
}`;
  }
  const described = commands.map((command) => quote(`${command.path.at(-1)}:${command.summary}`));
  const cases = commands.map((command) => `    ${command.path.at(-1)}) ${functionName(command.path)} ;;`);
  return `${functionName(path)}() {
  local curcontext=$curcontext state line
  local -a commands=(
    ${described.join('\n    ')}
  )
  _arguments -C ${[...specs, "'1: :->command'", "'*:: :->argument'"].join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $line[1] in
    ${cases.join('\n    ')}
      esac
      ;;
  esac
}`;
}

function functionName(path: readonly string[]): string {
  return ['_pulsebase', ...path].join('_');
}

function optionSpecs({ long, short, description, takesValue, value, repeats }: OptionEntry): string[] {
  const text = `[${description.replaceAll(/[\\[\]:]/g, '\\$&')}]`;
  const suffix = { never: '', optionally: '=-', always: '=' }[takesValue];
  const action = takesValue === 'never' ? '' : `${takesValue === 'always' ? '' : ':'}: :${actionOf(value)}`;
  const flags = short === undefined ? [long] : [long, short];
  const others = repeats ? '*' : `(${flags.join(' ')})`;
  return flags.map((flag) => quote(`${others}${flag}${flag === long ? suffix : ''}${text}${action}`));
}

function argumentSpec({ name, value }: ArgumentEntry): string {
  return quote(`${name.includes('...') ? '*' : ''}:${name.replaceAll(/[<>[\].]/g, '')}:${actionOf(value)}`);
}

function actionOf(value: ValueKind): string {
  if (value === 'file') return '_files';
  if (value === 'directory') return '_files -/';
  return value === 'other' ? ' ' : `(${value.join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
