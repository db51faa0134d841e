import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { freePorts } from './free-ports.ts';
import { until } from './until.ts';

/** Debian's package `zookeeper`, which test/system/install.sh installs; its manifest names what else it needs. */
const JAR = '/usr/share/java/zookeeper.jar';

/** A real ZooKeeper of one server. */
export interface Zookeeper {
  readonly port: number;
  /** Does nothing when it runs. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** @param directory Where it keeps its data; made here, removed by whoever owns it. */
export async function startZookeeper(directory: string): Promise<Zookeeper> {
  if (!existsSync(JAR)) throw new Error(`${JAR} is not there; run test/system/install.sh`);
  mkdirSync(directory, { recursive: true });
  const [port] = (await freePorts(1)) as [number];
  let server: ChildProcess | undefined;
  const ended = async (signal: NodeJS.Signals) => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  };
  const start = async () => {
    if (server !== undefined && server.exitCode === null && server.signalCode === null) return;
    server = spawn(
      'java',
      // The last argument: connections from one address, of which all servers and sessions here have the same.
      [
        '-Xmx192m',
        // No test takes the power away, and every insert and change of the schema waits for this.
        '-Dzookeeper.forceSync=no',
        '-Dzookeeper.admin.enableServer=false',
        '-cp',
        JAR,
      ].concat('org.apache.zookeeper.server.ZooKeeperServerMain', String(port), directory, '2000', '0'),
      { cwd: directory, stdio: 'ignore' },
    );
    const starting = server;
    await until(
      'ZooKeeper to start',
      () => {
        if (starting.exitCode !== null) throw new Error(`ZooKeeper ended at once with ${starting.exitCode}`);
        return serves(port);
      },
      { every: 100 },
    );
  };
  await start();
  return { port, start, kill: () => ended('SIGKILL'), stop: () => ended('SIGKILL') };
}

/** Asks with the one four-letter word that needs no leave. */
function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('srvr'));
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (data) => {
      text += String(data);
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text.includes('Mode:')));
  });
}
