import type { Container } from './container.ts';
import { gzipContainer } from './gzip/gzip-container.ts';
import { rejectsContainer } from './rejects/rejects-container.ts';
import { tarContainer } from './tar/tar-container.ts';
import { zipContainer } from './zip/zip-container.ts';

/** Every kind of file that holds others and is looked into. */
export const CONTAINERS: readonly Container[] = [gzipContainer, zipContainer, tarContainer, rejectsContainer];
