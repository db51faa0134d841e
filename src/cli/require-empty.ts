import { PulsebaseError } from '../model/pulsebase-error.ts';
import type { Store } from '../store/store.ts';
import { formatNumberOf } from './format/numbers.ts';

/**
 * Prevents mixing generated people with real ones by accident.
 *
 * @throws PulsebaseError `INVALID_ARGUMENT` when the store holds a user or a reading.
 */
export async function requireEmpty(store: Store): Promise<void> {
  const { users, readings } = await store.stats();
  if (users === 0 && readings === 0) return;
  throw new PulsebaseError(
    'INVALID_ARGUMENT',
    `the store holds ${formatNumberOf(users, 'user')} and ${formatNumberOf(readings, 'reading')}; generated data would be mixed with them, and users with the same ids replaced; name another store, or add --into-existing`,
    { field: '--into-existing' },
  );
}
