import type { Command } from 'commander';
import type { SloReport } from '../../api/schemas/answers.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { CommandContext } from '../command-context.ts';
import { table } from '../format/table.ts';
import { serviceCallsOf } from '../service-calls-of.ts';

export function defineSlo(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase slo
  PULSEBASE_API_KEY=… pulsebase slo --store https://pulse.example.org --json | jq .isMet

Asks the service at --store or DATABASE_URL, or the one at HOST and PORT of this machine; the key needs the scope
metrics. Exit code 1 when an objective is broken. An objective with fewer than 20 answers in the window has too few to
be met or broken.`,
    )
    .action(() => slo(context));
}

async function slo(context: CommandContext): Promise<void> {
  const calls = await serviceCallsOf(context);
  const report = await calls.json<SloReport>({ path: '/v1/slo', signal: context.signal, isRepeatable: true });
  await context.print(report, () => [
    ...table(
      [
        { title: 'objective' },
        { title: 'p95 ms', right: true },
        { title: 'below ms', right: true },
        { title: 'measured', right: true },
        { title: '' },
      ],
      report.objectives.map((objective) => [
        objective.name,
        objective.p95Ms === null ? '-' : objective.p95Ms.toFixed(1),
        String(objective.objectiveMs),
        String(objective.count),
        verdictText(objective, report.smallestSample),
      ]),
    ),
    '',
    `over the last ${report.windowSeconds} s`,
  ]);
  if (report.isMet) return;
  await context.out.flush();
  const broken = report.objectives.filter(({ isMet }) => !isMet).map(({ name }) => name);
  throw new PulsebaseError(
    'OBJECTIVE_BROKEN',
    `too slow: ${broken.join(', ')}; see /metrics and the slow queries in the log`,
  );
}

function verdictText(
  { count, verdict, isMet }: SloReport['objectives'][number],
  smallestSample: SloReport['smallestSample'],
): string {
  if (count === 0) return 'no requests';
  if (verdict === 'too_few') return `too few (${count} of ${smallestSample})`;
  return isMet ? 'met' : 'BROKEN';
}
