import { pino } from 'pino';
import { readSettings } from '../config/read-settings.ts';
import { buildApp } from './build-app.ts';
import type { ServiceContext } from './service-context.ts';

/** The description of the API as JSON text; needs no store and no state. */
export async function openApiText(): Promise<string> {
  // Routes use their context when they are asked, and nobody asks here.
  const context = { settings: readSettings({}) } as unknown as ServiceContext;
  const app = await buildApp(context, pino({ level: 'silent' }));
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), null, 2)}\n`;
  await app.close();
  return text;
}
