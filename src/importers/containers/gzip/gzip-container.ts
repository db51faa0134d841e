import { gunzip, isGzip } from '../../input/gunzip.ts';
import type { Container } from '../container.ts';

/** RFC 1952; several members too, which are one file. */
export const gzipContainer: Container = {
  name: 'gzip',
  begins: isGzip,
  members: async function* (file) {
    const { name, isOnce } = file;
    yield { name, isOnce, isOnlyOne: true, open: () => gunzip(file.open(), name) };
  },
};
