import type { Command } from 'commander';
import { SEVERITIES } from '../../alarms/rule.ts';
import type { AlarmPayload, AlarmStreamFilter } from '../../client/alarms.ts';
import { plainText } from '../../model/plain-text.ts';
import { alarmsOf } from '../alarms-of.ts';
import type { CommandContext } from '../command-context.ts';
import { integer, texts, userIds, wordsOf } from '../option-values.ts';

interface Options extends AlarmStreamFilter {
  readonly after?: number;
}

export function defineAlarmsWatch(command: Command, context: CommandContext): void {
  command
    .option(
      '--severities <list>',
      `only alarms of these: ${SEVERITIES.join(', ')}; separated by commas`,
      wordsOf('--severities', SEVERITIES),
    )
    .option('--user-ids <list>', 'only alarms of these users, separated by commas', userIds('--user-ids'))
    .option('--rule-ids <list>', 'only alarms of these rules, by id or name, separated by commas', texts)
    .option('--after <seq>', 'begin behind this event; 0 for the first of the log', integer('--after', { min: 0 }))
    .addHelpText(
      'after',
      `
Examples:
  pulsebase alarms watch
  pulsebase alarms watch --severities high --json | jq -r .data.alarmId

Goes on until it is interrupted (Ctrl-C). When the connection breaks it comes back, and misses nothing. The key needs the
scope read. With --json one JSON object a line (NDJSON): {type, timestamp, data}.`,
    )
    .action((options: Options) => watch(context, options));
}

async function watch(context: CommandContext, options: Options): Promise<void> {
  const events = (await alarmsOf(context)).watchAlarms({
    ...options,
    signal: context.signal,
    onBreak: (error) => context.note(`${error?.message ?? 'the stream has ended'}; coming back`),
  });
  try {
    for await (const event of events) {
      await context.out.write(`${context.json ? JSON.stringify(event) : lineOf(event)}\n`);
      // Whoever watches wants to see it now.
      await context.out.flush();
    }
  } catch (error) {
    // To interrupt it is how it ends.
    if (!context.signal.aborted) throw error;
  }
}

function lineOf({ type, timestamp, data }: AlarmPayload): string {
  const { seq, severity, arrival, isSnoozed, ruleName, userId, from, until, peak } = data;
  const times = until === null ? `since ${from}` : `${from} to ${until}`;
  return [
    timestamp,
    String(seq).padStart(6),
    type.replace('alarm.', '').padEnd(9),
    severity.padEnd(6),
    `user ${userId}`,
    plainText(ruleName),
    times,
    ...(typeof peak === 'number' ? [`peak ${peak} bpm`] : []),
    ...(arrival === 'retrospective' ? ['retrospective'] : []),
    ...(isSnoozed ? ['snoozed'] : []),
  ].join('  ');
}
