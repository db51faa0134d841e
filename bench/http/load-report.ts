import { markdownTable } from '../report/markdown-table.ts';
import type { Times } from '../times.ts';
import { isBorne, loadGoals } from './load-goals.ts';
import type { LoadResult } from './load-result.ts';
import type { MixResult } from './mixed-load.ts';

/** A run as Markdown. */
export function loadReport(result: LoadResult): string {
  const { machine, steps, large } = result;
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const borne = steps.filter(isBorne).at(-1) ?? (isBorne(result.picture) ? result.picture : undefined);
  const broken = steps.find((step) => !isBorne(step));
  const asked = ({ mix }: MixResult) =>
    `${count(mix.top + mix.users)} queries/s with ${count(mix.readings)} readings/s`;
  return [
    `# The service under load, ${result.size}`,
    '',
    `${result.date}, \`${result.command}\`. ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load before the run ${machine.loadBefore}.`,
    `The ${result.engine} store behind it holds ${count(result.readings)} readings of ${count(result.users)} users. The generator of the load is a process of its own on the same cores.`,
    '',
    'Requests come at their times (Poisson), whether or not those before were answered; latency counts from the time when a request was due. Half of the windows are of the past year, half end with the readings that come in.',
    '',
    '## Goals',
    '',
    markdownTable(
      ['goal', 'wanted', 'measured', ''],
      loadGoals(result).map(({ goal, wanted, measured, isMet }) => [goal, wanted, measured, isMet ? 'met' : 'MISSED']),
    ),
    '',
    '## Loads',
    '',
    markdownTable(
      [
        'load',
        's',
        'queryTop + queryUsers /s',
        'readings/s (a request)',
        'queryTop p50 / p95 / p99 / max, ms',
        'queryUsers',
        'ingest',
        'failed',
        'memory, MiB',
        'cores: service + generator',
      ],
      [
        loadRow('the usual load', result.picture),
        loadRow('small writers', result.small),
        ...steps.map((step) => loadRow(isBorne(step) ? 'raised' : 'raised, broken', step)),
      ],
    ),
    '',
    `Borne: ${borne === undefined ? 'nothing' : asked(borne)}. ${broken === undefined ? 'No step broke an objective.' : `Broken: ${asked(broken)}.`}`,
    '',
    '## Large NDJSON bodies',
    '',
    markdownTable(
      ['bodies at once', 'readings', 's', 'readings/s'],
      large.map(({ bodies, readings, seconds, perSecond }) => [
        String(bodies),
        count(readings),
        seconds.toFixed(1),
        count(perSecond),
      ]),
    ),
    '',
  ].join('\n');
}

function loadRow(
  name: string,
  { mix, seconds, queryTop, queryUsers, ingest, failures, memory, cores }: MixResult,
): string[] {
  const times = ({ p50, p95, p99, max }: Times) => [p50, p95, p99, max].map((ms) => ms.toFixed(1)).join(' / ');
  const mebibytes = (bytes: number) => String(Math.round(bytes / 1024 ** 2));
  const reasons = Object.entries(failures).map(([reason, count]) => `${count} ${reason}`);
  return [
    name,
    String(seconds),
    `${Math.round(mix.top)} + ${Math.round(mix.users)}`,
    `${Math.round(mix.readings)} (${mix.batch})`,
    times(queryTop),
    times(queryUsers),
    times(ingest),
    reasons.join(', ') || '0',
    `${mebibytes(memory[0] ?? 0)} to ${mebibytes(Math.max(...memory))}`,
    `${cores.service.toFixed(2)} + ${cores.generator.toFixed(2)}`,
  ];
}
