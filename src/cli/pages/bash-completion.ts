import { argumentWords, type CommandPage, type OptionEntry, optionsBehind, withDescendants } from './command-page.ts';

/** A script that completes commands, options, words and files in bash. */
export function bashCompletion(program: CommandPage): string {
  const pages = withDescendants(program);
  const valued = new Set(pages.flatMap(({ options }) => options.filter(needsValue).map(({ long }) => long)));
  const known = pages
    .slice(1)
    .map(({ path }) => `'${[...path.slice(0, -1), ''].join(' ')}${path.length === 1 ? ' ' : ''}${path.at(-1)}'`);
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
${pages.flatMap(({ path, options }) => options.flatMap((option) => valueCase(path, option))).join('\n')}
  esac
  case $previous in
    ${[...valued].join(' | ')}) return ;;
  esac
  case $command in
${pages.map((page) => pageCase(page, program)).join('\n')}
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

function pageCase(page: CommandPage, program: CommandPage): string {
  const flags = optionsBehind(page, program).map(({ long }) => long);
  const names = [...page.commands.map(({ path }) => path.at(-1)), ...argumentWords(page)];
  const files = page.args.some(({ value }) => value === 'file') ? 'yes' : '';
  return `    '${page.path.join(' ')}') words='${names.join(' ')}' options='${flags.join(' ')}' files='${files}' ;;`;
}
