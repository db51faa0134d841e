import type { ExtraResults } from '../bench-result.ts';
import { dataPlan } from '../data/data-plan.ts';
import type { Running } from './running.ts';

/** Rows of one INSERT. */
const BATCH = 10_000;
const READINGS = { smoke: '20k', full: '300k' } as const;

/** The rate of INSERT in batches into the plain SQL schema, to set beside bulk loads. */
export async function measurePlainLoader({ handles, options, log }: Running): Promise<ExtraResults['plainLoader']> {
  const handle = handles.find(({ name }) => name === 'plainSchema');
  if (handle === undefined) return undefined;
  log('load by INSERT in batches');
  const plan = dataPlan(options.smoke ? READINGS.smoke : READINGS.full)!;
  return { ...(await handle.call('loadInBatches', plan, BATCH)), batch: BATCH };
}
