import { readFile } from 'node:fs/promises';
import { splitCells } from '../importers/delimited/split-cells.ts';
import { PulsebaseError } from '../model/pulsebase-error.ts';
import { UserName } from '../model/user-name.ts';

/** Maps the files of an import to users. */
export class UserMap {
  readonly #path: string;
  readonly #users: ReadonlyMap<string, string>;
  readonly #used = new Set<string>();

  private constructor(path: string, users: ReadonlyMap<string, string>) {
    this.#path = path;
    this.#users = users;
  }

  /**
   * Reads a CSV of the header `file,user`: a file, an archive or a folder by its path, or by the end of that from a folder on, and
   * a user by external id or id.
   *
   * @throws PulsebaseError `FILE_UNREADABLE`, `INVALID_FILE` with the line at fault.
   */
  static async read(path: string): Promise<UserMap> {
    const refuse = (line: number, what: string) =>
      new PulsebaseError(
        'INVALID_FILE',
        `${path}, line ${line}: ${what}; a map of users has the header file,user and both in each row`,
      );
    const lines = (await textOf(path)).split(/\r\n|\r|\n/);
    if (lines[0]?.trim() !== 'file,user') throw refuse(1, `the header is ${JSON.stringify(lines[0] ?? '')}`);
    const users = new Map<string, string>();
    lines.slice(1).forEach((line, at) => {
      if (line.trim() === '') return;
      const cells = splitCells(line, ',');
      const [file = '', user = ''] = typeof cells === 'string' ? [] : cells.map((cell) => cell.trim());
      if (typeof cells === 'string' || cells.length !== 2 || file === '' || user === '') {
        throw refuse(at + 2, `${JSON.stringify(line)} does not name a file and a user`);
      }
      const path = file.replace(/^\.\/|\/$/g, '');
      const known = users.get(path);
      if (known !== undefined && known !== user) throw refuse(at + 2, `${file} is of ${known} and of ${user}`);
      users.set(path, user);
    });
    return new UserMap(path, users);
  }

  /**
   * Whose a file, or a member of an archive, is: by the line that names it, or else what it lies in; of several lines the one with
   * more of its path goes first.
   */
  userOf(name: string): UserName | undefined {
    const steps = name.split('/');
    for (let to = steps.length; to > 0; to -= 1) {
      for (let from = 0; from < to; from += 1) {
        const path = steps.slice(from, to).join('/');
        const user = this.#users.get(path);
        if (user === undefined) continue;
        this.#used.add(path);
        return new UserName(user);
      }
    }
    return undefined;
  }

  /** Warnings, one line each. */
  warnings(): readonly string[] {
    const unused = [...this.#users.keys()].filter((file) => !this.#used.has(file));
    if (unused.length === 0) return [];
    const more = unused.length > 3 ? `, and ${unused.length - 3} more` : '';
    return [`${this.#path} names files that were not imported: ${unused.slice(0, 3).join(', ')}${more}`];
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PulsebaseError('FILE_UNREADABLE', `cannot read the map of users ${path}: ${reason}`, { cause });
  }
}
