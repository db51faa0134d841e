import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const STATEMENT = /^(?:import|export)\b(?:[^;'"]*\bfrom\s*)?\s*['"]([^'"]+)['"]/gm;
const CALL = /\bimport\(\s*['"]([^'"]+)['"]/g;

/**
 * Every compiled module that one loads, itself included; of declarations, every one that it names.
 *
 * @param entry A `.js` or `.d.ts` as the compiler writes it.
 * @throws Error when one of them needs a package, or a part of Node.
 */
export function modulesBehind(entry: string): Set<string> {
  const extension = entry.endsWith('.d.ts') ? '.d.ts' : '.js';
  const found = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = readFileSync(file, 'utf8');
    for (const [, name] of [...text.matchAll(STATEMENT), ...text.matchAll(CALL)]) {
      if (!name!.startsWith('.')) throw new Error(`${file} needs ${name}: the client must not depend on anything`);
      queue.push(join(dirname(file), name!.replace(/\.[jt]s$/, extension)));
    }
  }
  return found;
}
