import { join } from 'node:path';
import { buildPackages } from './build-packages.ts';

const ROOT = join(import.meta.dirname, '../..');

await buildPackages(join(ROOT, 'dist'), join(ROOT, 'packages/client/dist'));
