import { BadField, Fields } from '../json-fields.ts';
import { eventTypes } from './cloud-events.ts';

export const webhookRuleKinds = ['drop', 'duplicate', 'hold', 'delay', 'beforeResponse'] as const;

export interface WebhookRule {
  /** The event type without its prefix, or * for any. */
  type: string;
  kind: (typeof webhookRuleKinds)[number];
  times: number;
  callConnectionId?: string | undefined;
  /** duplicate: the copy has an id of its own. */
  newId: boolean;
  /** hold: the name it is held under. Others overtake it. */
  name?: string | undefined;
  /** delay: others overtake it. */
  delayMs?: number | undefined;
  /** beforeResponse: the operation whose response waits for the event. */
  of?: string | undefined;
}

const operationOf: Record<string, string> = {
  CallConnected: 'createCall',
  AddParticipantSucceeded: 'addParticipant',
  AddParticipantFailed: 'addParticipant',
  CancelAddParticipantSucceeded: 'cancelAddParticipant',
  CancelAddParticipantFailed: 'cancelAddParticipant',
  RemoveParticipantSucceeded: 'removeParticipant',
  RemoveParticipantFailed: 'removeParticipant',
};

export function readWebhookRule(body: unknown, operations: readonly string[]): WebhookRule {
  const known = ['type', 'kind', 'times', 'callConnectionId', 'newId', 'name', 'delayMs', 'of'];
  const fields = Fields.of(body, '').onlyKnown(known);
  const type = fields.oneOf('type', ['*', ...eventTypes]);
  const kind = fields.oneOf('kind', webhookRuleKinds);
  const of = fields.optionalOneOf('of', operations) ?? operationOf[type];
  if (kind === 'beforeResponse' && (of === undefined || type === '*')) {
    throw new BadField(
      'beforeResponse needs the type of an event, and in `of` the operation whose response waits for it.',
    );
  }
  return {
    type,
    kind,
    times: fields.optionalInteger('times', 1, 1_000_000) ?? 1,
    callConnectionId: fields.optionalString('callConnectionId'),
    newId: fields.optionalBoolean('newId') ?? false,
    name: kind === 'hold' ? fields.string('name') : undefined,
    delayMs: kind === 'delay' ? fields.integer('delayMs', 0, 3_600_000) : undefined,
    of: kind === 'beforeResponse' ? of : undefined,
  };
}

/** Of each kind, an event uses up the first rule that is meant for it, so that kinds combine. */
export class WebhookRules {
  #rules: WebhookRule[] = [];

  add(rule: WebhookRule): void {
    this.#rules.push({ ...rule });
  }

  take(
    kind: Exclude<WebhookRule['kind'], 'beforeResponse'>,
    type: string,
    callConnectionId: string,
  ): WebhookRule | undefined {
    return this.#takeFirst(
      (rule) => rule.kind === kind && (rule.type === '*' || rule.type === type) && isFor(rule, callConnectionId),
    );
  }

  /** The type of the event that the response of this operation waits for. */
  takeBeforeResponse(operation: string, callConnectionId: string | null): string | undefined {
    return this.#takeFirst(
      (rule) => rule.kind === 'beforeResponse' && rule.of === operation && isFor(rule, callConnectionId),
    )?.type;
  }

  list(): WebhookRule[] {
    return this.#rules.map((rule) => ({ ...rule }));
  }

  clear(): void {
    this.#rules = [];
  }

  #takeFirst(isMeant: (rule: WebhookRule) => boolean): WebhookRule | undefined {
    const rule = this.#rules.find(isMeant);
    if (!rule) return undefined;
    rule.times -= 1;
    if (rule.times === 0) this.#rules = this.#rules.filter((candidate) => candidate !== rule);
    return rule;
  }
}

function isFor(rule: WebhookRule, callConnectionId: string | null): boolean {
  return rule.callConnectionId === undefined || rule.callConnectionId === callConnectionId;
}
