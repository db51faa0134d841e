import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { CommandContext } from '../command-context.ts';
import { formatNumberOf } from '../format/numbers.ts';
import { verifyReportJson, verifyReportLines } from '../verify-report-lines.ts';
import { withShareDone } from '../with-share-done.ts';

export function defineRepair(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase repair

Rebuilds every roll-up that does not equal the raw readings; the report says what was found.
Exit code 1 when a problem remains that this cannot fix.`,
    )
    .action(() => repair(context));
}

async function repair(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    const report = await withShareDone(context, 'repairing', (watch) => store.repair(watch));
    await context.print(verifyReportJson(report), () => [
      ...verifyReportLines(report),
      ...(report.differing > 0 ? [`rebuilt ${formatNumberOf(report.differing, 'roll-up')}`] : []),
    ]);
    if (report.problems.length === 0) return;
    await context.out.flush();
    throw new PulsebaseError(
      'STORE_DAMAGED',
      'the store has problems that rebuilding its roll-ups does not fix; the report names them',
    );
  });
}
