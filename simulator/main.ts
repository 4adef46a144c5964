import { BadArguments, readArguments } from './arguments.ts';
import { helpText } from './help.ts';
import { startSimulator } from './server.ts';
import { UnusableStateFile } from './state-file.ts';
import { UnusableCaFile } from './tls-identity.ts';

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

async function start() {
  const given = readArguments(process.argv.slice(2));
  if (given === 'help') {
    process.stdout.write(helpText());
    process.exit(0);
  }
  const simulator = await startSimulator(given);
  const { url, httpsUrl } = simulator;
  const { resourceId, https, graph } = given;
  const told = {
    listening: url,
    ...(https && { https: httpsUrl, caFile: https.caFile }),
    resourceId,
    keys: `${url}/calling/keys`,
    control: `${url}/_control`,
    ...(graph && {
      graph: {
        baseUrl: `${httpsUrl ?? url}/v1.0`,
        authority: httpsUrl ?? url,
        appId: graph.appId,
        tenantIds: graph.tenantIds,
        keys: `${url}/v1/.well-known/keys`,
        control: `${url}/_control/graph`,
      },
    }),
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
  return simulator;
}

const simulator = await start().catch((error: NodeJS.ErrnoException) => {
  if (error instanceof BadArguments || error instanceof UnusableStateFile || error instanceof UnusableCaFile)
    refuse(error.message);
  if (error.code === 'EADDRINUSE') refuse('The port is in use. Give another --port, or 0 for any that is free.');
  if (error.code === 'EACCES') refuse('This port may not be listened on by this user. Give another --port.');
  throw error;
});

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  void simulator.close().then(() => process.exit(0));
}

process.once('SIGTERM', stop).once('SIGINT', stop);
// Whoever spawned the simulator with a channel is gone: nobody needs it any more.
process.once('disconnect', stop);
