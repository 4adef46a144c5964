import { BadField, Fields } from '../json-fields.ts';
import { communicationUser, readIdentifier, readPhoneNumber, type Identifier } from './identifiers.ts';

/* Microsoft REST 2023-10-15: unknown fields are tolerated everywhere, since additionalProperties is not false in the specification. */

export interface CreateCallBody {
  targets: Identifier[];
  callbackUri: string;
  source: Identifier | undefined;
  sourceCallerIdNumber: string | undefined;
  sourceDisplayName: string | undefined;
  operationContext: string | undefined;
}

export interface OperationBody {
  operationContext: string | undefined;
  operationCallbackUri: string | undefined;
}

export interface AddParticipantBody extends OperationBody {
  participant: Identifier;
  invitationTimeoutSeconds: number | undefined;
}

export function readCreateCall(body: unknown, httpsOnly: boolean): CreateCallBody {
  const fields = Fields.of(body, '');
  const targets = fields
    .array('targets')
    .map((target, index) => readIdentifier(Fields.of(target, `targets[${index}]`)));
  if (targets.length === 0) throw new BadField('targets must name at least one target.');
  fields.optionalObject('callIntelligenceOptions')?.optionalString('cognitiveServicesEndpoint');
  return {
    targets,
    callbackUri: callback(fields, 'callbackUri', httpsOnly) ?? missing('callbackUri'),
    source: source(fields),
    sourceCallerIdNumber: callerId(fields, targets),
    sourceDisplayName: fields.optionalString('sourceDisplayName'),
    operationContext: fields.optionalString('operationContext'),
  };
}

export function readAddParticipant(body: unknown, httpsOnly: boolean): AddParticipantBody {
  const fields = Fields.of(body, '');
  const participant = readIdentifier(fields.object('participantToAdd'));
  callerId(fields, [participant]);
  fields.optionalString('sourceDisplayName');
  const context = fields.optionalObject('customCallingContext');
  context?.optionalObject('voipHeaders')?.onlyStrings();
  context?.optionalObject('sipHeaders')?.onlyStrings();
  return {
    participant,
    invitationTimeoutSeconds: fields.optionalInteger('invitationTimeoutInSeconds', 0, 180),
    ...operation(fields, httpsOnly),
  };
}

export function readCancelAddParticipant(body: unknown, httpsOnly: boolean): OperationBody & { invitationId: string } {
  const fields = Fields.of(body, '');
  return { invitationId: fields.string('invitationId'), ...operation(fields, httpsOnly) };
}

export function readRemoveParticipant(body: unknown, httpsOnly: boolean): OperationBody & { participant: Identifier } {
  const fields = Fields.of(body, '');
  return { participant: readIdentifier(fields.object('participantToRemove')), ...operation(fields, httpsOnly) };
}

/** Microsoft REST: in requests the source is a CommunicationUserIdentifierModel, in answers one kind of several. */
function source(fields: Fields): Identifier | undefined {
  const id = fields.optionalObject('source')?.string('id');
  return id === undefined ? undefined : communicationUser(id);
}

function operation(fields: Fields, httpsOnly: boolean): OperationBody {
  return {
    operationContext: fields.optionalString('operationContext'),
    operationCallbackUri: callback(fields, 'operationCallbackUri', httpsOnly),
  };
}

/** Microsoft REST: sourceCallerIdNumber is required only when calling a PSTN callee. */
function callerId(fields: Fields, callees: Identifier[]): string | undefined {
  const number = fields.optionalObject('sourceCallerIdNumber');
  if (!number && callees.some((callee) => callee.kind === 'phoneNumber')) missing('sourceCallerIdNumber');
  return number && readPhoneNumber(number);
}

function callback(fields: Fields, name: string, httpsOnly: boolean): string | undefined {
  const text = fields.optionalString(name);
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const schemes = httpsOnly ? ['https:'] : ['https:', 'http:'];
  // Microsoft docs, Call Automation: a callback over http is refused with this sentence.
  if (!url || !schemes.includes(url.protocol))
    throw new BadField(`The field ${name[0]?.toUpperCase()}${name.slice(1)} is invalid.`);
  return text;
}

function missing(name: string): never {
  throw new BadField(`${name} is required.`);
}
