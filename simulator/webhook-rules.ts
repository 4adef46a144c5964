import { BadField, Fields } from './json-fields.ts';

export const webhookRuleKinds = ['drop', 'duplicate', 'hold', 'delay', 'beforeResponse'] as const;

export interface WebhookRule {
  /** The event type, or * for any. */
  type: string;
  kind: (typeof webhookRuleKinds)[number];
  times: number;
  call?: string | undefined;
  /** duplicate: the copy has an id of its own. */
  newId: boolean;
  /** hold: the name it is held under. Others overtake it. */
  name?: string | undefined;
  /** delay: others overtake it. */
  delayMs?: number | undefined;
  /** beforeResponse: the operation whose response waits for the event. */
  of?: string | undefined;
}

/** What a provider's events and operations are called, for rules about them. */
export interface WebhookNames {
  operations: readonly string[];
  eventTypes: readonly string[];
  /** The operation whose response an event may overtake, where the rule names none. */
  operationOf: Readonly<Record<string, string>>;
  callName: string;
}

export function readWebhookRule(body: unknown, names: WebhookNames): WebhookRule {
  const { operations, eventTypes, operationOf, callName } = names;
  const known = ['type', 'kind', 'times', callName, 'newId', 'name', 'delayMs', 'of'];
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
    call: fields.optionalString(callName),
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

  take(kind: Exclude<WebhookRule['kind'], 'beforeResponse'>, type: string, call: string): WebhookRule | undefined {
    return this.#takeFirst(
      (rule) => rule.kind === kind && (rule.type === '*' || rule.type === type) && isFor(rule, call),
    );
  }

  /** The type of the event that the response of this operation waits for. */
  takeBeforeResponse(operation: string, call: string | null): string | undefined {
    return this.#takeFirst((rule) => rule.kind === 'beforeResponse' && rule.of === operation && isFor(rule, call))
      ?.type;
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

function isFor(rule: WebhookRule, call: string | null): boolean {
  return rule.call === undefined || rule.call === call;
}
