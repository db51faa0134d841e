import type { RuleInput } from '../alarms/require-rule.ts';
import { makeService } from '../api/make-service.ts';
import { connectAlarms } from '../client/connect-alarms.ts';
import type { Store } from '../store/store.ts';
import type { CommandContext } from './command-context.ts';
import { readVersion } from './read-version.ts';
import { serviceLog } from './service-log.ts';

/** From when on the rules of the demo raise alarms: the last days of its readings. */
const SINCE = '2023-12-29';

const RULES: readonly RuleInput[] = [
  {
    name: 'Tachycardia',
    severity: 'high',
    since: SINCE,
    condition: { type: 'sustained', direction: 'above', limit: 120, forMinutes: 20, minReadings: 3, maxGapMinutes: 15 },
  },
  {
    name: 'High average',
    severity: 'medium',
    since: SINCE,
    condition: { type: 'hour', direction: 'above', limit: 125, minReadings: 5 },
  },
  {
    name: 'Raised hour',
    severity: 'low',
    since: SINCE,
    condition: { type: 'hour', direction: 'above', limit: 105, minReadings: 1 },
  },
];

/** Shows the dashboard over the store of the demo, with alarms, until the process is told to stop. It asks for no key, on this machine alone. */
export async function serveDemo(
  context: CommandContext,
  store: Store,
  stateDirectory: string,
  port: number,
): Promise<void> {
  const { signal } = context;
  const settings = {
    ...(await context.settings()),
    ...{ host: '127.0.0.1', port, stateUrl: 'sqlite:', stateDirectory, dashboard: true },
  };
  const log = serviceLog('warn', context.host.stderr);
  const service = await makeService(store, { settings, version: readVersion(), log, isOpen: true });
  try {
    const address = await service.listen();
    const alarms = await connectAlarms(address);
    for (const rule of RULES) await alarms.createRule(rule);
    await context.out.write(`\nThe dashboard is at ${address}/ until you press Ctrl and C.\n`);
    await context.out.flush();
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    await service.stop();
  }
}
