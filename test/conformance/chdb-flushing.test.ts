import { conformance } from './conformance.ts';
import { flushingStores } from './flushing-stores.ts';

// The other way round than chdb.test.ts, where a memtable stays full until something needs it in the parts.
conformance('chDB that flushes after each batch', { ...flushingStores({ limit: 0, after: undefined }), runs: 2 });
