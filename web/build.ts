import { join } from 'node:path';
import { areCurrent, buildPages } from './build-pages.ts';

const DIRECTORY = join(import.meta.dirname, 'dist');

// Scripts that start a service from the sources ask for this each time, and most often nothing has changed.
if (!process.argv.includes('--if-older') || !areCurrent(DIRECTORY)) await buildPages(DIRECTORY);
