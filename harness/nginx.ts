import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { RestartableServer } from './restartable-server.ts';

/** Debian's package `nginx-light`, which test/system/install.sh installs. */
const BINARY = '/usr/sbin/nginx';
const SITE = join(import.meta.dirname, '../deploy/nginx.conf');

/** nginx with the site of deploy/nginx.conf, over services of this machine and without TLS. */
export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param servers Hosts and ports of the two services. */
export async function startNginx(servers: readonly [string, string]): Promise<Nginx> {
  const directory = mkdtempSync(join(tmpdir(), 'pulsebase-nginx-'));
  // Its workers are not root.
  chmodSync(directory, 0o755);
  const [port] = (await freePorts(1)) as [number];
  const site = readFileSync(SITE, 'utf8')
    .replaceAll(/(?<=^ *server )10\.0\.0\.1(\d):8080/gm, (_, number: string) => servers[Number(number) - 1]!)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replace(/^ *ssl_.*$/gm, '');
  const config = writeConfig(directory, site);
  const nginx = new RestartableServer({
    name: 'nginx',
    installed: BINARY,
    command: [BINARY, '-e', join(directory, 'error.log'), '-c', config],
    directory,
    serves: () =>
      fetch(`http://127.0.0.1:${port}/metrics`).then(
        ({ status }) => status === 404,
        () => false,
      ),
    log: () => readFileSync(join(directory, 'error.log'), 'utf8'),
  });
  await nginx.start();
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await nginx.end('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Has nginx check the site as it is, with a certificate in the place of its own. @throws Error with what it complains of. */
export function checkSite(directory: string): void {
  const [certificate, key] = [join(directory, 'tls.crt'), join(directory, 'tls.key')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=pulsebase'].concat(
      ['-keyout', key, '-out', certificate],
    ),
    { stdio: 'ignore' },
  );
  const site = readFileSync(SITE, 'utf8')
    .replace('/etc/nginx/pulsebase.crt', certificate)
    .replace('/etc/nginx/pulsebase.key', key);
  const config = writeConfig(directory, site);
  execFileSync(BINARY, ['-t', '-q', '-e', join(directory, 'error.log'), '-c', config], { stdio: 'pipe' });
}

function writeConfig(directory: string, site: string): string {
  const file = join(directory, 'nginx.conf');
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (what) => `${what}_temp_path ${join(directory, what)};`,
  );
  writeFileSync(join(directory, 'site.conf'), site.replaceAll('/var/log/nginx', directory));
  writeFileSync(
    file,
    `daemon off;
worker_processes 2;
pid ${join(directory, 'nginx.pid')};
events {}
http {
  ${folders.join('\n  ')}
  include ${join(directory, 'site.conf')};
}
`,
  );
  return file;
}
