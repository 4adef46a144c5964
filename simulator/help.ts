import { eventTypes } from './acs/cloud-events.ts';
import { operations } from './acs/ledger.ts';
import { switchDefinitions } from './acs/switches.ts';
import { graphHelp } from './graph/help.ts';
import { faultKinds, faultMoments } from './faults.ts';
import { switchList } from './switch-definitions.ts';
import { webhookRuleKinds } from './webhook-rules.ts';

/** The documentation of the simulator. Names and defaults come from where they are defined. */
export function helpText(): string {
  return `A simulator of ACS Call Automation (api-version 2023-10-15) over real HTTP, with faults on demand and a ledger.
It listens on 127.0.0.1 only, prints one JSON line when it listens, and ends by SIGTERM, by SIGINT, or when the
channel of the process that spawned it closes.

  npm run simulator -- --port 0 --access-key <base64> --resource-id <guid> [--state-file <file>]
                       [--https-port 0 --ca-file <file>] [--tenant-id <guid> --client-id <id> --client-secret <text>]
                       [--graph-app-id <guid> --graph-client-secret <text> --graph-tenant-id <guid>]

  --port         port to listen on; 0, the default, takes a free one
  --access-key   key that clients sign with (HMAC-SHA256), base64; may be given more than once
  --resource-id  GUID, the audience of webhook tokens
  --state-file   keeps calls, people, invitations, repeatability memory, switches, undelivered webhooks, the latest
                 of the ledger and the signing key over a kill and a restart. It holds phone numbers and a private key.
  --https-port   listens by TLS as well; official clients send tokens over nothing else
  --ca-file      where the certificate of the authority is written that clients are to trust: made anew at every start;
                 for Node: NODE_EXTRA_CA_CERTS=<file>
  --tenant-id, --client-id, --client-secret
                 the service principal that may sign in with Entra ID. For @azure/identity: AZURE_AUTHORITY_HOST=<https
                 address of the simulator>, AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, and the option
                 disableInstanceDiscovery
  --graph-app-id, --graph-client-secret, --graph-tenant-id
                 Microsoft Graph is simulated as well (see the end), for this application; the tenant may be given more
                 than once. Its state is beside the state file, in <file>.graph
  --help         this text

The provider
  POST   /calling/callConnections                                        createCall
  GET    /calling/callConnections/{id}                                   getCall
  DELETE /calling/callConnections/{id}                                   hangUp
  POST   /calling/callConnections/{id}:terminate                         terminateCall
  GET    /calling/callConnections/{id}/participants                      getParticipants
  GET    /calling/callConnections/{id}/participants/{rawId}              getParticipant
  POST   /calling/callConnections/{id}/participants:add                  addParticipant
  POST   /calling/callConnections/{id}/participants:remove               removeParticipant
  POST   /calling/callConnections/{id}/participants:cancelAddParticipant cancelAddParticipant
  GET    /{tenant}/v2.0/.well-known/openid-configuration                 Entra ID, where a service principal is given
  POST   /{tenant}/oauth2/v2.0/token                                     access tokens for client credentials
  GET    /calling/keys, /calling/.well-known/acsopenidconfiguration      keys that webhooks are signed with

The control plane (JSON, no credentials)
  GET PATCH PUT /_control/switches           tell; change the named ones; PUT sets all others to their defaults
  GET POST DELETE /_control/faults           rules for requests, one or a list (see below)
  GET POST DELETE /_control/webhook-rules    rules for events, one or a list (see below)
  GET  /_control/holds[?wait=NAME&timeoutMs=N]  what is held now; with wait: answers once something is held as NAME
  POST /_control/release/{name}              lets go what is held under the name
  POST /_control/people/answer               {invitationId} or {callConnectionId, rawId?}: picks up now
  POST /_control/people/decline              the same, {code?, subCode?, message?}: declines now
  POST /_control/people/run-out              the same: the invitation's time is over now
  POST /_control/people/leave                {callConnectionId, rawId}: hangs up now
  POST /_control/calls/{id}/connect          where connectAfterMs is null
  POST /_control/calls/{id}/reject           {code?, subCode?, message?}: the target of a call that connects rejects it
  POST /_control/calls/{id}/disconnect       CallDisconnected; nobody is in it, nothing rings any more
  POST /_control/calls/{id}/state            {state}: what getCall says, nothing else
  GET  /_control/ledger[?wait=COUNT&of=NAME&count=N&timeoutMs=N]  what was asked and told, who is where. wait: arrived,
                                             executed, repeats, refused or faults of an operation; delivered, failed
                                             or dropped of an event type
  POST /_control/token                       {expired?, audience?, issuer?, foreignKey?, unsigned?}: a webhook token
  POST /_control/rotate                      {position, accessKey?}: another access key in its place; answers the new one.
                                             A reset brings the given ones back, and so does a restart
  POST /_control/reset                       no calls, rules, holds, an empty ledger, default switches; the same key.
                                             What still comes about a call of before is 404 and counts nowhere

A rule for requests: {operation, kind, at, skip?, times?, callConnectionId?, ...}; it lets skip requests pass. Rules are used up in order, by repeats too.
  operation  ${operations.join(', ')}
  kind       ${faultKinds.join(', ')}
             respond takes status, code?, message?, retryAfter?, body?; hold takes name; delay takes delayMs;
             emptyBody sends the provider's own status without a body
  at         ${faultMoments.join(', ')}
             arrival: the provider has not seen it yet, a repeat overtakes it
             beforeExecuting: it has; while it is held, a repeat is answered 409
             afterExecuting: it has been done; only the answer suffers. With hold or delay and stillRunning: true,
             repeats get 409
  remember   execution (default): a repeat finds the answer of the execution, or executes where there was none
             sent: a repeat finds what a respond fault answered

A rule for events: {type, kind, times?, callConnectionId?, ...}
  type       *, ${eventTypes.join(', ')}
  kind       ${webhookRuleKinds.join(', ')}
             duplicate takes newId?, hold takes name, delay takes delayMs; held and delayed ones are overtaken
             beforeResponse: the event is delivered before its operation (or the one in of) is answered; the
             answer waits for it, 30 s at most

Switches and their defaults
${switchList(switchDefinitions)}
A person: {onInvite: ring | accept | decline | busy | unreachable | fail | declineReportedAsAccept,
           afterMs?, code?, subCode?, message?}

Example
  curl -X PATCH http://127.0.0.1:PORT/_control/switches -H 'content-type: application/json' \\
       -d '{"person": {"onInvite": "accept", "afterMs": 500}, "addFailedOnCancel": "before"}'

${graphHelp()}`;
}
