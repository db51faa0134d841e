import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** Milliseconds in which a host must accept a connection: an unreachable one does not even refuse. */
const CONNECT_TIMEOUT = 5000;

/** Keeps connections to one host, and gives up on one that cannot be made in time. */
export function serverAgent(url: string, connections: number): http.Agent {
  const options = { keepAlive: true, maxSockets: connections, keepAliveMsecs: 10_000 };
  const agent = url.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (connectOptions, callback) => {
    const socket = connect(connectOptions, callback) as Socket;
    const timer = setTimeout(() => socket.destroy(connectTimeout(url)), CONNECT_TIMEOUT);
    socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
    return socket;
  };
  return agent;
}

function connectTimeout(url: string): Error {
  return Object.assign(new Error(`no connection to ${url} within ${CONNECT_TIMEOUT / 1000} s`), {
    code: 'ETIMEDOUT',
  });
}
