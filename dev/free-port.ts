import { createServer } from 'node:net';

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  return await listenBriefly(0);
}

/** Whether a TCP port of 127.0.0.1 can be listened on right now. */
export async function isPortFree(port: number): Promise<boolean> {
  return await listenBriefly(port).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return false;
      throw error;
    },
  );
}

async function listenBriefly(port: number): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('listening without a port'));
        else resolve(address.port);
      });
    });
  });
}
