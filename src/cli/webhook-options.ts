import type { Command } from 'commander';
import { ALARM_EVENT_KINDS, type AlarmEventKind } from '../alarms/alarm-event.ts';
import { SEVERITIES, type Severity } from '../alarms/rule.ts';
import { PERSON_FIELDS, type PersonField } from '../api/webhooks/webhook.ts';
import { texts, wordsOf } from './option-values.ts';

/** What {@link addWebhookOptions} reads. */
export interface WebhookOptions {
  readonly kinds?: readonly AlarmEventKind[];
  readonly severities?: readonly Severity[];
  readonly ruleIds?: readonly string[];
  readonly snoozed?: boolean;
  readonly fields?: readonly PersonField[];
}

/** Adds the options that say which events a receiver gets, and with how much of a person. */
export function addWebhookOptions(command: Command): Command {
  return command
    .option(
      '--kinds <list>',
      `only these: ${ALARM_EVENT_KINDS.join(', ')}; separated by commas`,
      wordsOf('--kinds', ALARM_EVENT_KINDS),
    )
    .option(
      '--severities <list>',
      `only alarms of these: ${SEVERITIES.join(', ')}; separated by commas`,
      wordsOf('--severities', SEVERITIES),
    )
    .option('--rule-ids <list>', 'only alarms of these rules, by id or name, separated by commas', texts)
    .option('--snoozed', 'also what is snoozed; that an alarm is over comes in any case')
    .option(
      '--fields <list>',
      `what to tell of the person: ${PERSON_FIELDS.join(', ')}; separated by commas; nothing by default`,
      wordsOf('--fields', PERSON_FIELDS),
    );
}
