import { totalmem } from 'node:os';

/** The usual advice for a machine of this size, the same for everybody on the server. Durability is left as it comes: on. */
export function postgresSettings(): Record<string, string> {
  const megabytes = Math.floor(totalmem() / 1024 ** 2);
  return {
    shared_buffers: `${Math.floor(megabytes / 4)}MB`,
    effective_cache_size: `${Math.floor(megabytes / 2)}MB`,
    work_mem: '64MB',
    maintenance_work_mem: `${Math.min(1024, Math.floor(megabytes / 16))}MB`,
    random_page_cost: '1.1',
    max_wal_size: '16GB',
    checkpoint_timeout: '30min',
  };
}
