import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const IS_CLASS = /^class\b/;

/**
 * Writes what `require` gets of a compiled module, and its declarations. It is that module itself, which Node loads by `require`
 * too: so there is one of each class, whichever way a program came to it. The declarations name each value: before TypeScript
 * 5.8, and for `node16` to this day, CommonJS gets nothing but types out of a module.
 *
 * @param entry The compiled module, such as `dist/index.js`, without a top-level `await`.
 * @param exported What it exports.
 */
export function writeRequireDoor(entry: string, exported: Readonly<Record<string, unknown>>): void {
  const door = entry.replace(/\.js$/, '');
  const module = `'./${basename(entry)}'`;
  const asModule = `with { 'resolution-mode': 'import' }`;
  const values = Object.entries(exported).flatMap(([name, value]) => [
    `export declare const ${name}: typeof door.${name};`,
    ...(isClass(value) ? [`export type ${name} = door.${name};`] : []),
  ]);
  const declared = [
    `import type * as door from ${module} ${asModule};`,
    `export type * from ${module} ${asModule};`,
    ...values,
  ];
  writeFileSync(`${door}.cjs`, `'use strict';\nmodule.exports = require(${module});\n`);
  writeFileSync(`${door}.d.cts`, `${declared.join('\n')}\n`);
}

function isClass(value: unknown): boolean {
  return typeof value === 'function' && IS_CLASS.test(Function.prototype.toString.call(value));
}
