import { createHash } from 'node:crypto';
import { BadField, type Fields } from '../json-fields.ts';

/**
 * Microsoft REST: common.json, CommunicationIdentifierModel. rawId is optional in requests and always there, and first, in
 * answers.
 */
export interface Identifier {
  rawId: string;
  kind: 'communicationUser' | 'phoneNumber' | 'microsoftTeamsUser' | 'unknown';
  communicationUser?: { id: string };
  phoneNumber?: { value: string };
  microsoftTeamsUser?: { userId: string; isAnonymous: boolean; cloud: string };
}

const e164 = /^\+[1-9]\d{1,14}$/;
const teamsPrefix: Record<string, string> = { public: '8:orgid:', dod: '8:dod:', gcch: '8:gcch:' };
const members = ['communicationUser', 'phoneNumber', 'microsoftTeamsUser'] as const;

export function readIdentifier(fields: Fields): Identifier {
  const given = members.filter((member) => fields.has(member));
  if (given.length > 1)
    throw new BadField(`${fields.path(given[1] as string)}: only one kind of identifier may be given.`);
  const member = given[0];
  const kind = fields.optionalString('kind');
  if (member !== undefined && kind !== undefined && kind !== member) {
    throw new BadField(`${fields.path('kind')} is ${kind}, but ${member} is given.`);
  }
  if (member === undefined) return fromRawId(fields.string('rawId'));
  const inner = fields.object(member);
  if (member === 'communicationUser') return communicationUser(inner.string('id'));
  if (member === 'phoneNumber') return phone(readPhoneNumber(inner));
  const userId = inner.string('userId');
  const isAnonymous = inner.optionalBoolean('isAnonymous') ?? false;
  const cloud = inner.optionalOneOf('cloud', ['public', 'dod', 'gcch']) ?? 'public';
  const prefix = isAnonymous ? '8:teamsvisitor:' : (teamsPrefix[cloud] as string);
  return { rawId: prefix + userId, kind: member, microsoftTeamsUser: { userId, isAnonymous, cloud } };
}

export function readPhoneNumber(fields: Fields): string {
  const value = fields.string('value');
  if (!e164.test(value)) throw new BadField(`${fields.path('value')} must be a phone number in E.164 form.`);
  return value;
}

/** Names a person in the ledger without telling a phone number. */
export function personHash(rawId: string): string {
  return createHash('sha256').update(rawId).digest('hex').slice(0, 16);
}

export function communicationUser(id: string): Identifier {
  return { rawId: id, kind: 'communicationUser', communicationUser: { id } };
}

function phone(value: string): Identifier {
  return { rawId: `4:${value}`, kind: 'phoneNumber', phoneNumber: { value } };
}

function fromRawId(rawId: string): Identifier {
  if (rawId.startsWith('4:') && e164.test(rawId.slice(2))) return phone(rawId.slice(2));
  if (rawId.startsWith('8:acs:')) return communicationUser(rawId);
  return { rawId, kind: 'unknown' };
}
