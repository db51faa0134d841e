import type { Finding } from '../../../../engine/finding.ts';
import type { ServerFeatures } from '../server-features.ts';

/**
 * What an old server cannot do, for `doctor`.
 *
 * @param altersOnCluster Whether it has to be sent `ALTER … ON CLUSTER`, which is not safe there.
 */
export function oldServerFindings(
  { version, isSupported, canSync }: ServerFeatures,
  altersOnCluster: boolean,
): Finding[] {
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
  if (altersOnCluster) {
    found.push({
      grade: 'warning',
      subject: 'nodes',
      message: `no host of the URL is known to be of some shard, so deletions go through ON CLUSTER, after which ClickHouse ${version} may take no more changes until it is started again`,
      advice: 'name a host of every shard, or use a newer ClickHouse',
    });
  }
  return found;
}
