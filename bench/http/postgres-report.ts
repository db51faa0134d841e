import { percentile } from '../../src/cli/percentile.ts';
import { markdownTable } from '../report/markdown-table.ts';
import type { PostgresLoadResult, PostgresMeasure } from './postgres-load.ts';

/** A run as Markdown: medians over its rounds. */
export function postgresReport(result: PostgresLoadResult): string {
  const { machine, measures, distance } = result;
  const loads = [...new Set(measures.map(({ load }) => load))];
  const away =
    distance === 0
      ? 'The server is on the same machine.'
      : `Each way to the server takes ${distance} ms, as if it were elsewhere; it computes on the same cores all the same.`;
  return [
    `# Services over PostgreSQL under load${distance === 0 ? '' : `, ${2 * distance} ms away`}`,
    '',
    `${result.date}, \`${result.command}\`. ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load before the run ${machine.loadBefore}.`,
    `${result.readings.toLocaleString('en')} readings of ${result.users.toLocaleString('en')} users to begin with. ${away} A write is a request of 20 readings; as many are on their way as there are devices or gateways, each of which waits for its receipt, except where a rate is given. Measured in turn, ${result.rounds} rounds of ${result.seconds} s each: medians. "before" is the version of the service before writes went side by side.`,
    '',
    markdownTable(
      [
        'load, services',
        'writes/s',
        'beside the one above it',
        'write p50 / p95, ms',
        'query p50 / p95, ms',
        'cores: services + server + generator',
        'processor ms a write: services + server',
        'failed',
      ],
      loads.flatMap((load) => rowsOf(measures.filter((measure) => measure.load === load))),
    ),
    '',
  ].join('\n');
}

function rowsOf(measures: readonly PostgresMeasure[]): string[][] {
  const contenders = [...new Set(measures.map(({ contender }) => contender))];
  const inOrder = contenders.toSorted((a, b) => rank(a) - rank(b));
  return inOrder.map((contender, index) => {
    const own = measures.filter((measure) => measure.contender === contender);
    const median = (of: (measure: PostgresMeasure) => number) => percentile(own.map(of), 0.5);
    const above = measures.filter((measure) => measure.contender === inOrder[index - 1]);
    // Round by round: what else runs on the machine changes from one to the next.
    const ratios = own.flatMap(({ round, writesPerSecond }) => {
      const other = above.find((measure) => measure.round === round);
      return other === undefined ? [] : writesPerSecond / other.writesPerSecond;
    });
    const hasQueries = own.some(({ query }) => query.calls > 0);
    return [
      `${own[0]!.load}: ${contender}`,
      median(({ writesPerSecond }) => writesPerSecond).toFixed(0),
      ratios.length === 0 ? '' : `${percentile(ratios, 0.5).toFixed(2)} ×`,
      `${median(({ write }) => write.p50).toFixed(1)} / ${median(({ write }) => write.p95).toFixed(1)}`,
      hasQueries
        ? `${median(({ query }) => query.p50).toFixed(1)} / ${median(({ query }) => query.p95).toFixed(1)}`
        : '',
      [
        median(({ cores }) => cores.services),
        median(({ cores }) => cores.server),
        median(({ cores }) => cores.generator),
      ]
        .map((cores) => cores.toFixed(2))
        .join(' + '),
      [
        median(({ cores, writesPerSecond }) => (cores.services / writesPerSecond) * 1000),
        median(({ cores, writesPerSecond }) => (cores.server / writesPerSecond) * 1000),
      ]
        .map((ms) => ms.toFixed(2))
        .join(' + '),
      String(own.reduce((sum, { failures }) => sum + Object.values(failures).reduce((a, b) => a + b, 0), 0)),
    ];
  });
}

/** Each is compared with the one that it should beat. */
function rank(contender: string): number {
  const at = ['before', 'one', 'one, shared state'].indexOf(contender);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
