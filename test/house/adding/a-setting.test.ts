import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangedSources } from './changed-sources.ts';

const DEFINITION = `  patience: integer({
    variable: 'PATIENCE',
    about: 'How often a thing is tried before it is given up',
    default: 3,
    min: 1,
    max: 9,
  }),`;

const USE = `
import { envExample } from './src/config/env-example.ts';
import { readSettings } from './src/config/read-settings.ts';
import type { Settings } from './src/config/settings.ts';

const patience: number = ({} as Settings).patience;
const values = [patience, readSettings({}), readSettings({ PATIENCE: '5' }), readSettings({}, 'PATIENCE=7')];
console.log(values.map((settings) => (typeof settings === 'object' ? settings.patience : '')).join(' '));
console.log(/^# How often .*\\n# Allowed: an integer from 1 to 9\\nPATIENCE=3$/m.test(envExample()));
try {
  readSettings({ PATIENCE: '10' });
} catch (error) {
  console.log((error as Error).message);
}
`;

test('a setting is one definition', async () => {
  using sources = new ChangedSources();
  sources.insertAfter(
    'src/config/service-setting-definitions.ts',
    /^export const SERVICE_SETTING_DEFINITIONS/,
    DEFINITION,
  );
  sources.add('use.ts', USE);
  await sources.typecheck();
  const told = (await sources.run('use.ts')).split('\n');
  assert.deepEqual(told, [' 3 5 7', 'true', 'PATIENCE must be an integer from 1 to 9, not "10"', '']);
  assert.match(await sources.run('src/cli/main.ts', 'config'), /^PATIENCE +3 +default$/m);
});
