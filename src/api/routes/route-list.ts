import type { App, ServiceContext } from '../service-context.ts';
import { activityRoutes } from './activity-routes.ts';
import { alarmMaintenanceRoutes } from './alarm-maintenance-routes.ts';
import { alarmRoutes } from './alarm-routes.ts';
import { alarmStreamRoutes } from './alarm-stream-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { distributionRoutes } from './distribution-routes.ts';
import { erasureRoutes } from './erasure-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { fhirBulkRoutes } from './fhir-bulk-routes.ts';
import { fhirOperationRoutes } from './fhir-operation-routes.ts';
import { fhirRoutes } from './fhir-routes.ts';
import { fhirSearchRoutes } from './fhir-search-routes.ts';
import { fhirWriteRoutes } from './fhir-write-routes.ts';
import { ingestRoutes } from './ingest-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { maintenanceRoutes } from './maintenance-routes.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { qualityRoutes } from './quality-routes.ts';
import { queryRoutes } from './query-routes.ts';
import { readingRoutes } from './reading-routes.ts';
import { ruleRoutes } from './rule-routes.ts';
import { serviceRoutes } from './service-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { uploadRoutes } from './upload-routes.ts';
import { userRoutes } from './user-routes.ts';
import { usersImportRoutes } from './users-import-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

/** Adds a group of routes to the service, each with its schema and handler. */
export type Routes = (app: App, context: ServiceContext) => Promise<void>;

/** All routes of the service; docs/adding-a-route.md says how one is added. */
export const ROUTES: readonly Routes[] = [
  queryRoutes,
  readingRoutes,
  distributionRoutes,
  qualityRoutes,
  exportRoutes,
  fhirRoutes,
  fhirSearchRoutes,
  fhirWriteRoutes,
  fhirOperationRoutes,
  fhirBulkRoutes,
  ingestRoutes,
  uploadRoutes,
  userRoutes,
  usersImportRoutes,
  erasureRoutes,
  ruleRoutes,
  alarmRoutes,
  alarmMaintenanceRoutes,
  alarmStreamRoutes,
  webhookRoutes,
  maintenanceRoutes,
  activityRoutes,
  keyRoutes,
  auditRoutes,
  mcpRoutes,
  serviceRoutes,
  sessionRoutes,
];
