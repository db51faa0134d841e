import type { Webhook } from '../schemas/webhooks.ts';
import type { StoredWebhook } from './webhook-store.ts';

/** A webhook as callers see it: without its secrets. */
export function webhookAnswer({ webhook, secrets }: StoredWebhook): Webhook {
  const { id, name, url, kinds = null, severities = null, ruleIds = null, snoozed, fields } = webhook;
  const oldUntil = secrets[1]?.until ?? null;
  return {
    id,
    name,
    url,
    kinds: kinds === null ? null : [...kinds],
    severities: severities === null ? null : [...severities],
    ruleIds: ruleIds === null ? null : [...ruleIds],
    snoozed,
    fields: [...fields],
    enabled: webhook.off === null,
    createdAt: iso(webhook.createdAt),
    offSince: webhook.off === null ? null : iso(webhook.off.since),
    offReason: webhook.off?.reason ?? null,
    failingSince: webhook.failingSince === null ? null : iso(webhook.failingSince),
    oldSecretUntil: oldUntil === null ? null : iso(oldUntil),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
