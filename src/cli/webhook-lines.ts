import type { Webhook, WebhookWithSecret } from '../client/webhooks.ts';
import { plainText } from '../model/plain-text.ts';
import { table } from './format/table.ts';

/** Webhooks as a table for people. */
export function webhookLines(webhooks: readonly Webhook[]): string[] {
  return table(
    ['id', 'name', 'state', 'events', 'of the person', 'url'].map((title) => ({ title })),
    webhooks.map((webhook) => [
      webhook.id,
      plainText(webhook.name),
      stateOf(webhook),
      eventsOf(webhook),
      webhook.fields.join(' ') || '-',
      plainText(webhook.url),
    ]),
  );
}

/** A webhook with a new secret. */
export function secretLines({ webhook, secret }: WebhookWithSecret): string[] {
  return [secret, '', `id ${webhook.id}. Give the secret to the receiver: it is not shown again.`];
}

/** The minute of an instant. */
export function minuteOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 16)}Z`;
}

function stateOf({ offSince, offReason, failingSince }: Webhook): string {
  if (offSince !== null) return `off since ${minuteOf(offSince)} (${offReason?.replaceAll('_', ' ')})`;
  return failingSince === null ? 'on' : `failing since ${minuteOf(failingSince)}`;
}

function eventsOf({ kinds, severities, ruleIds }: Webhook): string {
  return [kinds, severities, ruleIds].flatMap((words) => (words === null ? [] : [words.join(' ')])).join('; ') || 'all';
}
