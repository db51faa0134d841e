import type { Command } from 'commander';
import { KeyStore } from '../../api/auth/key-store.ts';
import { makeService } from '../../api/make-service.ts';
import type { ServiceSettings } from '../../config/service-settings.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { isServiceUrl } from '../../model/url-scheme.ts';
import { openState } from '../../state/open-state.ts';
import type { CommandContext } from '../command-context.ts';
import { integer } from '../option-values.ts';
import { readVersion } from '../read-version.ts';
import { serviceLog } from '../service-log.ts';

interface Options {
  readonly host?: string;
  readonly port?: number;
  readonly insecure?: boolean;
}

export function defineServe(command: Command, context: CommandContext): void {
  command
    .option('--host <address>', 'the address to listen on; overrides HOST (default: 127.0.0.1)')
    .option(
      '--port <n>',
      'the port, 0 for any free one; overrides PORT (default: 8080)',
      integer('--port', { min: 0, max: 65_535 }),
    )
    .option('--insecure', 'require no API keys; only on loopback, and not for web pages of other origins')
    .addHelpText(
      'after',
      `
Examples:
  pulsebase keys create --name app --scopes read,write
  pulsebase serve --store chdb:./pulsebase-data
  PORT=80 HOST=0.0.0.0 pulsebase serve --store postgresql://user@host/db
  pulsebase serve --insecure & curl 'http://127.0.0.1:8080/v1/stats'

The log goes to stdout as lines of JSON. The API is described at /docs. SIGTERM and SIGINT stop the service once
the work at hand is done; a second one ends it at once. SIGHUP reopens the audit log.`,
    )
    .action((options: Options) => serve(context, options));
}

async function serve(context: CommandContext, { host, port, insecure = false }: Options): Promise<void> {
  const { signal } = context;
  const all = await context.settings();
  const url = context.globals.store ?? all.databaseUrl;
  if (isServiceUrl(url)) {
    throw new PulsebaseError('INVALID_ARGUMENT', 'a service serves a store, not another service; name a store', {
      field: '--store',
    });
  }
  const settings = { ...all, ...(host === undefined ? {} : { host }), ...(port === undefined ? {} : { port }) };
  const log = serviceLog(settings.logLevel, context.host.stdout);
  await context.withStoreOrNew(async (store) => {
    const service = await makeService(store, { settings, version: readVersion(), log, isOpen: insecure });
    // A bug in one request must not end the work of all the others.
    context.host.onUncaught?.((error) => log.error({ err: error }, 'uncaught error'));
    const reopen = () => service.reopenLogs();
    process.on('SIGHUP', reopen);
    try {
      const address = await service.listen();
      log.info({ address, engine: store.engine }, 'the service takes requests');
      if (!insecure && !(await hasKeys(settings))) log.warn('there is no API key yet; make one: pulsebase keys create');
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      log.info({ signal: String(signal.reason) }, 'the service stops');
    } finally {
      process.off('SIGHUP', reopen);
      await service.stop();
    }
    log.info('the service has stopped');
  });
}

async function hasKeys(settings: ServiceSettings): Promise<boolean> {
  if (settings.apiKeys !== '') return true;
  const state = await openState(settings, { durable: true });
  try {
    return (await new KeyStore(state).list()).some(({ revokedAt }) => revokedAt === null);
  } finally {
    await state.close();
  }
}
