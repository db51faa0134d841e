import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { copyState } from '../../state/copy-state.ts';
import { openState } from '../../state/open-state.ts';
import type { CommandContext } from '../command-context.ts';
import { formatCount, formatNumberOf } from '../format/numbers.ts';

interface Options {
  readonly from: string;
  readonly to?: string;
}

export function defineStateCopy(command: Command, context: CommandContext): void {
  command
    .option('--from <url>', 'state to read from, as STATE_URL names it', 'sqlite:')
    .option('--to <url>', 'state to write to (default: that of STATE_URL); what it holds already is kept')
    .addHelpText(
      'after',
      `
Examples:
  STATE_URL=postgresql://pulsebase@host/state pulsebase state copy
  pulsebase state copy --from postgresql://pulsebase@host/state --to sqlite:

Copies API keys, receipts of idempotency keys, the audit log of AUDIT_LOG=state, and the secret of its pseudonyms,
unless the target has one of its own; and alarms with their rules, log, snoozes and webhooks, unless the target has any
of these. sqlite: is the state in STATE_DIRECTORY. A copy may be repeated: it brings what has come since, and a key that
was revoked in either is revoked; alarms are brought again until a service has worked with the target. Stop the service
first, so that nothing is left behind.
With --json: {keys, receipts, auditEntries, samePseudonyms, rules, alarms, webhooks, alarmsLeftOut}.`,
    )
    .action((options: Options) => copy(context, options));
}

async function copy(context: CommandContext, { from, to: given }: Options): Promise<void> {
  const { stateDirectory, stateUrl } = await context.settings();
  const to = given ?? stateUrl;
  if (from === to) {
    throw new PulsebaseError(
      'INVALID_ARGUMENT',
      '--from and --to name the same state; set STATE_URL, or name another',
      {
        field: '--to',
      },
    );
  }
  const open = (url: string, create: boolean) =>
    openState({ stateUrl: url, stateDirectory }, { durable: true, create });
  const source = await open(from, false);
  try {
    const target = await open(to, true);
    try {
      const report = await copyState(source, target);
      await context.print(report, () => [
        `new in the target: ${[
          formatNumberOf(report.keys, 'API key'),
          formatNumberOf(report.receipts, 'receipt'),
          `${formatCount(report.auditEntries)} entries of the audit log`,
          formatNumberOf(report.rules, 'rule'),
          formatNumberOf(report.alarms, 'alarm'),
          formatNumberOf(report.webhooks, 'webhook'),
        ].join(', ')}`,
        report.samePseudonyms
          ? 'users keep their pseudonyms in the audit log'
          : 'the target has a secret of its own: users have other pseudonyms in the audit log from now on',
        ...(report.alarmsLeftOut
          ? ['the target has rules, alarms or webhooks of its own: those of the source are not copied']
          : []),
      ]);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
