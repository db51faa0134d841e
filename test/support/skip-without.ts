import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Why a test is skipped that needs a program, or `false` where there is one. Never where `CI` is set: what the gate
 * installs (test/system/install.sh) is there, or the test fails.
 */
export function skipWithout(program: string): string | false {
  return process.env.CI === undefined && !isInstalled(program) && `no ${program} is installed`;
}

function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
