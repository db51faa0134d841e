import type { App, ServiceContext } from '../service-context.ts';
import { erasureRoutes } from './erasure.ts';
import { ingestRoutes } from './ingest.ts';
import { maintenanceRoutes } from './maintenance.ts';
import { queryRoutes } from './queries.ts';
import { readingRoutes } from './readings.ts';
import { serviceRoutes } from './service.ts';
import { userRoutes } from './users.ts';
import { usersImportRoutes } from './users-import.ts';

/** Registers some routes, in a scope of their own. */
export type DefineRoutes = (app: App, context: ServiceContext) => Promise<void>;

/** All routes of the service. */
export const ROUTES: readonly DefineRoutes[] = [
  queryRoutes,
  readingRoutes,
  ingestRoutes,
  userRoutes,
  usersImportRoutes,
  erasureRoutes,
  maintenanceRoutes,
  serviceRoutes,
];
