import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { freePorts } from './free-ports.ts';
import { RestartableServer } from './restartable-server.ts';

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
  mkdirSync(directory, { recursive: true });
  const [port] = (await freePorts(1)) as [number];
  const server = new RestartableServer({
    name: 'ZooKeeper',
    installed: JAR,
    command: [
      'java',
      '-Xmx192m',
      // A run of minutes does not earn back what the second compiler takes, nor a collector of several threads.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      // No test takes the power away, and every insert and change of the schema waits for this.
      '-Dzookeeper.forceSync=no',
      '-Dzookeeper.admin.enableServer=false',
      '-cp',
      JAR,
      'org.apache.zookeeper.server.ZooKeeperServerMain',
      String(port),
      directory,
      '2000',
      // Connections from one address, of which all servers and sessions here have the same.
      '0',
    ],
    directory,
    serves: () => serves(port),
  });
  await server.start();
  const kill = () => server.kill();
  return { port, start: () => server.start(), kill, stop: kill };
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
