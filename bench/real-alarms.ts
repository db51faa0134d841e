import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compareAlarms } from './real-alarms/compare-alarms.ts';

// Tries rules over the Fitabase files of a folder, and has awk find the alarms a second time: npm run real-alarms -- FOLDER

const [folder] = process.argv.slice(2);
if (folder === undefined || !existsSync(folder)) {
  console.log('skipped: name a folder of Fitabase files (Id,Time,Value), npm run real-alarms -- FOLDER');
} else {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  let different = 0;
  for (const { rule, found, counted } of await compareAlarms(files)) {
    const isSame = isDeepStrictEqual(found, counted);
    if (!isSame) different += 1;
    const second = isSame ? '' : `; awk finds ${counted.alarms} of ${counted.users}`;
    console.log(
      `${isSame ? '=' : '≠'} ${rule.name}: ${found.alarms} alarms of ${found.users} users on ${found.days.length} days${second}`,
    );
  }
  console.log(`${different} rules differ`);
  process.exitCode = different === 0 ? 0 : 1;
}
