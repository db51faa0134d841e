import { join } from 'node:path';
import { buildPages } from '../../web/build-pages.ts';
import { buildPackages } from './build-packages.ts';

const ROOT = join(import.meta.dirname, '../..');

await buildPackages(join(ROOT, 'dist'), join(ROOT, 'packages/client/dist'));
await buildPages(join(ROOT, 'web/dist'));
