import { connect, createServer, type Socket } from 'node:net';

/** A way to a server on this machine that takes as long as that to one elsewhere. */
export interface DelayedRelay {
  readonly port: number;
  close(): Promise<void>;
}

/** Passes bytes on, each `ms` milliseconds after it came. */
export async function delayedRelay(port: number, ms: number): Promise<DelayedRelay> {
  const sockets = new Set<Socket>();
  const later = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (bytes) => setTimeout(() => to.write(bytes), ms));
    from.on('end', () => setTimeout(() => to.end(), ms));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
  };
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    later(near, far);
    later(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
