/** A name that a declaration file makes public, or a member of one. */
export interface Declared {
  /** The name at the top of the file. */
  readonly symbol: string;
  /** The symbol, or the symbol and a member of it. */
  readonly name: string;
  readonly isDocumented: boolean;
}

const SYMBOL = /^export (?:declare )?(?:const|function|class|interface|type|enum) (\w+)/;
/** A declaration with its docstring. */
const BLOCK = /(?:^\/\*\*(?:(?!\*\/).)*\*\/\n)?^export (?:(?!^(?:\/\*\*|export )).)*/gms;
const MEMBER = /^ {4}(?:readonly |get |static )*(\w+|\[[\w.]+\])[?(<:]/;

/**
 * What a file of declarations as the compiler writes it says in public, and whether a docstring stands before it. Overloads of
 * one name share the docstring of the first; a table of constants says by its values what its members are.
 */
export function declarations(text: string): Declared[] {
  const found: Declared[] = [];
  let symbol = '';
  let isTable = false;
  let isDocumented = false;
  for (const line of text.split('\n')) {
    const [, top] = SYMBOL.exec(line) ?? [];
    const [, member] = MEMBER.exec(line) ?? [];
    if (top !== undefined) {
      symbol = top;
      isTable = /^export declare const/.test(line);
      found.push({ symbol, name: symbol, isDocumented });
    } else if (member !== undefined && !isTable) {
      const name = `${symbol}.${member}`;
      if (found.at(-1)?.name !== name) found.push({ symbol, name, isDocumented });
    }
    isDocumented = line.trimEnd().endsWith('*/');
  }
  return found;
}

/** The names that a file of declarations imports and uses in the declarations of some symbols. */
export function importedBy(text: string, symbols: ReadonlySet<string>): string[] {
  const imported = [...text.matchAll(/^import (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) => namesIn(names!));
  // Docstrings name what they like.
  const code = textOf(text, symbols).replaceAll(/\/\*\*.*?\*\//gs, '');
  const words = new Set(code.match(/\w+/g));
  return imported.filter((name) => words.has(name));
}

/** The declarations of some symbols, with their docstrings. */
export function textOf(text: string, symbols: ReadonlySet<string>): string {
  const blocks = text.match(BLOCK) ?? [];
  return blocks.filter((block) => symbols.has(SYMBOL.exec(/^export .*/m.exec(block)![0])?.[1] ?? '')).join('\n');
}

/** The names in the braces of an import or export. */
export function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '');
}
