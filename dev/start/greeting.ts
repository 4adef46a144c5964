import type { CurrentCall } from './current-call.ts';
import type { LastingStack } from './lasting-stack.ts';

/** What somebody needs to know who wants to use the stack: where everything is, and commands to paste. */
export function greeting(
  stack: LastingStack,
  { acs, graph }: Readonly<Record<'acs' | 'graph', CurrentCall>>,
  dataDir: string,
): string[] {
  const { temporalAddress, temporalUi, processes } = stack;
  const { api, callbackUri, simulator, graph: ofGraph } = stack.calls;
  const pids = [...processes].map(([name, { pid }]) => `${name} ${pid}`);
  const participants = `${api}/v1/acs/calls/${acs.id}/participants`;
  const media = `${api}/v1/graph/calls/${graph.id}/media`;
  const age = ({ isNew }: CurrentCall) => (isNew ? 'new' : 'of before');
  return [
    '',
    'durable-calls runs. Ctrl-C stops it.',
    '',
    `  API            ${api}`,
    `  Webhooks       ${callbackUri}, ${ofGraph.callbackUri}`,
    `  Temporal       ${temporalAddress}`,
    ...(temporalUi === undefined ? [] : [`  Temporal UI    ${temporalUi}`]),
    `  Simulator      ${simulator.baseUrl}`,
    `    its control  ${simulator.baseUrl}/_control   (for all of it: node --import tsx simulator/main.ts --help)`,
    `  Data           ${dataDir}`,
    `  Processes      ${pids.join(', ')}`,
    '',
    `  Call           ${acs.id}   (${age(acs)})`,
    `  Graph call     ${graph.id}   (${age(graph)})`,
    '',
    'Invite somebody, whose phone rings on; look; cancel. Paste them one after another:',
    '',
    `OP=$(curl -s ${participants} ${json(INVITATION)} | ${OPERATION_ID}); echo "$OP"`,
    `curl -sw '\\n' ${api}/v1/operations/$OP`,
    `curl -sw '\\n' -X POST ${api}/v1/operations/$OP/cancel`,
    '',
    'Take the Graph call over; play something on it; look; cancel its media:',
    '',
    `curl -sw '\\n' -X PUT ${media} ${json({ tenantId: ofGraph.tenantId })}`,
    `OP=$(curl -s ${media}/prompts -H "idempotency-key: $(date +%s)" ${json(PROMPTS)} | ${OPERATION_ID}); echo "$OP"`,
    `curl -sw '\\n' ${api}/v1/operations/$OP`,
    `curl -sw '\\n' -X POST ${media}/cancel`,
    '',
  ];
}

const INVITATION = {
  participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' },
  invitationTimeoutSeconds: 180,
};

const PROMPTS = { prompts: [{ uri: 'https://audio.example.com/hello.wav' }] };

function json(body: unknown): string {
  return `-H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

/** Finds it in the answer with what every machine has. */
const OPERATION_ID = `sed 's/.*"operationId":"\\([^"]*\\)".*/\\1/'`;
