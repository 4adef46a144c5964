import type { CurrentCall } from './current-call.ts';
import type { LastingStack } from './lasting-stack.ts';

/** What somebody needs to know who wants to use the stack: where everything is, and three commands to paste. */
export function greeting(stack: LastingStack, call: CurrentCall, dataDir: string): string[] {
  const { temporalAddress, temporalUi, processes } = stack;
  const { api, callbackUri, simulator } = stack.calls;
  const pids = [...processes].map(([name, { pid }]) => `${name} ${pid}`);
  const path = `${api}/v1/acs/calls/${call.id}/participants`;
  return [
    '',
    'durable-calls runs. Ctrl-C stops it.',
    '',
    `  API            ${api}`,
    `  Webhooks       ${callbackUri}`,
    `  Temporal       ${temporalAddress}`,
    ...(temporalUi === undefined ? [] : [`  Temporal UI    ${temporalUi}`]),
    `  Simulator      ${simulator.baseUrl}`,
    `    its control  ${simulator.baseUrl}/_control   (for all of it: node --import tsx simulator/main.ts --help)`,
    `  Data           ${dataDir}`,
    `  Processes      ${pids.join(', ')}`,
    '',
    `  Call           ${call.id}   (${call.isNew ? 'new' : 'of before'})`,
    '',
    'Invite somebody, whose phone rings on; look; cancel. Paste them one after another:',
    '',
    `OP=$(curl -s ${path} -H 'content-type: application/json' -d '${INVITATION}' | ${OPERATION_ID}); echo "$OP"`,
    `curl -sw '\\n' ${api}/v1/operations/$OP`,
    `curl -sw '\\n' -X POST ${api}/v1/operations/$OP/cancel`,
    '',
  ];
}

const INVITATION = JSON.stringify({
  participant: { kind: 'communicationUser', id: '8:acs:simulated-resource_bob' },
  invitationTimeoutSeconds: 180,
});

/** Finds it in the answer with what every machine has. */
const OPERATION_ID = `sed 's/.*"operationId":"\\([^"]*\\)".*/\\1/'`;
