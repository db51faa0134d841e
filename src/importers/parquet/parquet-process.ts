import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ParquetAnswer, ParquetContents, ParquetRange, ParquetRows } from './serve-parquet.ts';

/** Of objects; what numbers take comes on top. */
const MOST_MEMORY_MB = 1024;
/** An answer that takes longer never comes. */
const MOST_MS = 120_000;

/**
 * Decodes a Parquet file in a process of its own, with a bound of memory and time: a few bytes can stand for billions of values.
 * A thread would not do, since V8 ends the whole process where one array takes more than there is.
 */
export class ParquetProcess {
  readonly #child: ChildProcess;
  readonly #ended = new AbortController();

  constructor(path: string) {
    // Beside this one, as TypeScript or built.
    const module = import.meta.url.replace('parquet-process', 'serve-parquet');
    // A module that began by itself could not be imported elsewhere.
    const begin = `import(${JSON.stringify(module)}).then((it) => it.serveParquet(${JSON.stringify(path)}))`;
    this.#child = spawn(process.execPath, [`--max-old-space-size=${MOST_MEMORY_MB}`, '--eval', begin], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      // What is read may be made for harm; keys and passwords are no business of it.
      env: {},
    });
    const end = () => this.#ended.abort();
    this.#child.once('exit', end).on('error', end);
  }

  /** What the file holds; asked for once, before any rows. */
  async contents(): Promise<ParquetContents> {
    const answer = await this.#answer();
    if ('contents' in answer) return answer.contents;
    throw new Error('failure' in answer ? answer.failure : 'rows came before the columns');
  }

  async rows(range: ParquetRange): Promise<ParquetRows> {
    // Where it has ended, that is told below.
    this.#child.send(range, () => {});
    const answer = await this.#answer();
    if ('rows' in answer) return answer.rows;
    throw new Error('failure' in answer ? answer.failure : 'the columns came twice');
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  async #answer(): Promise<ParquetAnswer> {
    const late = AbortSignal.timeout(MOST_MS);
    try {
      const [answer] = await once(this.#child, 'message', { signal: AbortSignal.any([late, this.#ended.signal]) });
      return answer as ParquetAnswer;
    } catch (cause) {
      if ((cause as Error).name !== 'AbortError') throw cause;
      const bound = late.aborted ? `${MOST_MS / 1000} s` : `${MOST_MEMORY_MB} MiB of memory`;
      throw new Error(`it takes more than ${bound} to decode; write smaller row groups`, { cause });
    }
  }
}
