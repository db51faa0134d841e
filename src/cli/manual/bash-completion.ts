import {
  argumentWords,
  type CommandOutline,
  type OptionEntry,
  optionsBehind,
  withDescendants,
} from './command-outline.ts';

/** A script that completes commands, options, words and files in bash. */
export function bashCompletion(program: CommandOutline): string {
  const outlines = withDescendants(program);
  const valued = new Set(outlines.flatMap(({ options }) => options.filter(needsValue).map(({ long }) => long)));
  const known = outlines.slice(1).map(({ path }) => (path.length === 1 ? `' ${path[0]}'` : `'${path.join(' ')}'`));
  return `# bash completion for pulsebase: eval "$(pulsebase completion bash)"
_pulsebase() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command='' words='' options='' files='' i
  # Readline takes --option=value for three words.
  if [[ $word == '=' ]]; then
    word=''
  elif [[ $previous == '=' ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${[...valued].join(' | ')})
        [[ \${COMP_WORDS[i + 1]} == '=' ]] && ((i++))
        ((i++))
        ;;
      *)
        case "$command \${COMP_WORDS[i]}" in
          ${known.join(' | ')}) command="\${command:+$command }\${COMP_WORDS[i]}" ;;
        esac
        ;;
    esac
  done
  case "$command $previous" in
${outlines.flatMap(({ path, options }) => options.flatMap((option) => valueCase(path, option))).join('\n')}
  esac
  case $previous in
    ${[...valued].join(' | ')}) return ;;
  esac
  case $command in
${outlines.map((outline) => commandCase(outline, program)).join('\n')}
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  elif [[ -n $files ]]; then
    compopt -o default 2>/dev/null
  fi
}
complete -F _pulsebase pulsebase
`;
}

function needsValue({ takesValue }: OptionEntry): boolean {
  return takesValue === 'always';
}

function valueCase(path: readonly string[], { long, value }: OptionEntry): string[] {
  if (value === 'other') return [];
  const complete =
    value === 'file' || value === 'directory'
      ? `compopt -o ${value === 'file' ? 'default' : 'dirnames'} 2>/dev/null`
      : `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$word"))`;
  return [`    '${path.join(' ')} ${long}')`, `      ${complete}`, '      return', '      ;;'];
}

function commandCase(outline: CommandOutline, program: CommandOutline): string {
  const flags = optionsBehind(outline, program).map(({ long }) => long);
  const names = [...outline.commands.map(({ path }) => path.at(-1)), ...argumentWords(outline)];
  const files = outline.args.some(({ value }) => value === 'file') ? 'yes' : '';
  return `    '${outline.path.join(' ')}') words='${names.join(' ')}' options='${flags.join(' ')}' files='${files}' ;;`;
}
