import type { Container } from './container.ts';
import { gzipContainer } from './gzip/gzip-container.ts';
import { tarContainer } from './tar/tar-container.ts';
import { zipContainer } from './zip/zip-container.ts';

/** Every kind of archive and packed file that is looked into. */
export const CONTAINERS: readonly Container[] = [gzipContainer, zipContainer, tarContainer];
