import type { Command } from 'commander';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';

export function defineWebhooksTest(command: Command, context: CommandContext): void {
  command
    .argument('<id>', 'the webhook')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase webhooks test wh_0123456789abcdef01

Sends a signed message of the type webhook.test, once. Exit code 1 when the receiver does not answer with 2xx within
20 s. The key needs the scope admin.`,
    )
    .action((id: string) => testWebhook(context, id));
}

async function testWebhook(context: CommandContext, id: string): Promise<void> {
  const outcome = await (await alarmsOf(context)).testWebhook(id, { signal: context.signal });
  await context.print(outcome, () =>
    outcome.delivered ? [`delivered in ${outcome.durationMs} ms (${outcome.status})`] : [],
  );
  if (outcome.delivered) return;
  await context.out.flush();
  throw new PulsebaseError('CONNECTION_FAILED', `the test was not delivered: ${outcome.error}`);
}
