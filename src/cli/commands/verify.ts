import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { CommandContext } from '../command-context.ts';
import { verifyReportJson, verifyReportLines } from '../verify-report-lines.ts';
import { withShareDone } from '../with-share-done.ts';

export function defineVerify(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase verify
  pulsebase verify --json | jq .ok

Compares every roll-up with the raw readings. Exit code 1 when anything differs; pulsebase repair fixes it.`,
    )
    .action(() => verify(context));
}

async function verify(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    const report = await withShareDone(context, 'verifying', (watch) => store.verify(watch));
    await context.print(verifyReportJson(report), () => verifyReportLines(report));
    if (report.ok) return;
    await context.out.flush();
    throw new PulsebaseError('STORE_DAMAGED', 'the store does not verify; pulsebase repair rebuilds its roll-ups');
  });
}
