/** In place of an action: all that change something. */
export const CHANGES = 'changes';

/** What the audit log calls that which changes something in the store, or in what the service is to do. */
export const CHANGING_ACTIONS = [
  ...['ingest', 'import_users', 'put_user', 'delete_user', 'delete_users', 'delete_readings', 'drop_before'],
  ...['retention', 'repair', 'create_key', 'revoke_key', 'create_rule', 'replace_rule', 'delete_rule'],
  ...['acknowledge_alarm', 'snooze_alarm', 'close_alarm', 'repair_alarms', 'create_webhook', 'change_webhook'],
  ...['delete_webhook', 'rotate_webhook', 'test_webhook', 'redeliver_webhook'],
];
