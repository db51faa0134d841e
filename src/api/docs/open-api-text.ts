import { pino } from 'pino';
import { readSettings } from '../../config/read-settings.ts';
import { buildApp } from '../build-app.ts';
import { ROUTES, type Routes } from '../routes/route-list.ts';
import type { ServiceContext } from '../service-context.ts';
import type { ServiceWrites } from '../writes/service-writes.ts';

/** Returns the description of the API as JSON text; needs no store and no state. */
export async function openApiText(routes: readonly Routes[] = ROUTES): Promise<string> {
  // Requests would use these, and none are made here.
  const context = { settings: readSettings({}) } as unknown as ServiceContext;
  const writes = undefined as unknown as ServiceWrites;
  const app = await buildApp(context, writes, pino({ level: 'silent' }), routes);
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}
