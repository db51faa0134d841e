import type { SERVICE_SETTING_DEFINITIONS } from './service-setting-definitions.ts';
import type { ValuesOf } from './setting-definition.ts';

/** Settings of the HTTP service and its callers: a value for each definition. */
export type ServiceSettings = ValuesOf<typeof SERVICE_SETTING_DEFINITIONS>;
