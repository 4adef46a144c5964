import { switchList } from '../switch-definitions.ts';
import { companionTypes, eventTypes, operations } from './names.ts';
import { switchDefinitions } from './switches.ts';

/** The part of the help that is about Graph. */
export function graphHelp(): string {
  return `Microsoft Graph, cloud communications: IVR media of a call, where an application is given
  POST   /v1.0/communications/calls                          createCall: {callbackUri, mediaConfig, tenantId}
  GET    /v1.0/communications/calls/{id}                     getCall
  DELETE /v1.0/communications/calls/{id}                     deleteCall
  POST   /v1.0/communications/calls/{id}/{action}            answer, keepAlive, playPrompt, recordResponse,
                                                             subscribeToTone, cancelMediaProcessing
  GET    /v1.0/communications/calls/{id}/operations/{id}     getOperation
  POST   /{tenant}/oauth2/v2.0/token                         access tokens, scope <https address>/.default
  GET    /v1/.well-known/keys, /v1/.well-known/OpenIdConfiguration  keys that notifications are signed with
  The same below /beta/communications and /beta/app, and with microsoft.graph.{action}.

Its control plane has switches, faults, webhook-rules, holds, release, ledger and reset as above, below /_control/graph.
A rule names a call as callId, and
  operation  ${operations.join(', ')}
  type       ${eventTypes.join(', ')}
  POST /_control/graph/calls              {callbackUri, tenantId, state?, audio?, silent?}: a call that somebody made
  POST /_control/graph/calls/{id}/state   {state?, audio?, silent?}: tells it, again where nothing changes
  POST /_control/graph/calls/{id}/establish  where establishAfterMs is null
  POST /_control/graph/calls/{id}/hang-up {code?, subcode?, message?}: the other side leaves
  POST /_control/graph/calls/{id}/tone    {tone, sequenceId?}: presses it; an own number is the one from which it goes on
  POST /_control/graph/calls/{id}/notify  {type}: one of ${companionTypes.join(', ')}
  POST /_control/graph/finish             {id, how?, code?, subcode?, message?, completionReason?}: ends what runs, by
                                          the id of the operation or of its call
  POST /_control/graph/token              {tenantId?, withoutTenant?, unknownKid?, expired?, audience?, issuer?,
                                          foreignKey?, unsigned?}: a webhook token
  POST /_control/graph/rotate-key         {keepOld?}: another key signs from now on

Its switches and their defaults
${switchList(switchDefinitions)}`;
}
