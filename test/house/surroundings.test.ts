import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles } from './source-files.ts';

/** What of a process is the business of few files, and which. */
const RULES: readonly { readonly what: string; readonly form: RegExp; readonly where: RegExp }[] = [
  {
    what: 'the environment is read in src/config, and PG* variables with PostgreSQL',
    form: /\bprocess\.env\b/,
    where: /^src\/config\/load-settings\.ts$|^src\/engines\/postgres\/connections\/read-pg-environment\.ts$/,
  },
  {
    what: 'only the command line prints and exits',
    form: /\bconsole\.|\bprocess\.(?:exit|exitCode|stdout|stderr|argv)\b/,
    where: /^src\/cli\//,
  },
];

for (const { what, form, where } of RULES) {
  test(what, () => {
    const found = [...sourceFiles('src')].filter(([, lines]) => lines.some((line) => form.test(line)));
    assert.deepEqual(
      found.map(([path]) => path).filter((path) => !where.test(path)),
      [],
    );
    assert.notEqual(found.length, 0, 'the rule finds nothing at all');
  });
}
