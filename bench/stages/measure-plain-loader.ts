import type { ExtraResults } from '../bench-result.ts';
import { dataPlan } from '../data/data-plan.ts';
import type { Running } from './running.ts';

/** As the mission's loader sent them. */
const BATCH = 10_000;
const READINGS = { smoke: '20k', full: '300k' } as const;

/** The rate of INSERT in batches into the mission's schema, to set beside bulk loads. */
export async function measureMissionLoader({ handles, options, log }: Running): Promise<ExtraResults['missionLoader']> {
  const handle = handles.find(({ name }) => name === 'mission');
  if (handle === undefined) return undefined;
  log("load as the mission's loader did");
  const plan = dataPlan(options.smoke ? READINGS.smoke : READINGS.full)!;
  return { ...(await handle.call('loadInBatches', plan, BATCH)), batch: BATCH };
}
