import type { Finding } from '../../../../engine/finding.ts';
import type { ServerFeatures } from '../server-features.ts';

/** What an old server cannot do, for `doctor`. */
export function oldServerFindings({ version, isSupported, canSync }: ServerFeatures): Finding[] {
  const found: Finding[] = [];
  if (!isSupported) {
    found.push({
      grade: 'warning',
      subject: 'versions',
      message: `ClickHouse ${version} is very old; Pulsebase is tested with it, but slower`,
      advice: 'use a version that its makers still support',
    });
  }
  if (!canSync) {
    found.push({
      grade: 'warning',
      subject: 'durability',
      message:
        'this ClickHouse cannot sync an insert to the disk: a loss of power on every replica may take the last seconds',
      advice: 'use ClickHouse 20.10 or newer',
    });
  }
  return found;
}
