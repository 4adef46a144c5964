import type { JWK } from 'jose';
import type { Admission } from '../admission.ts';
import { answer } from '../answers.ts';
import { RequestCycle } from '../request-cycle.ts';
import { SigningKey, type TokenWishes } from '../signing-key.ts';
import { SimulatedProvider, type SavedProvider } from '../simulated-provider.ts';
import { loadState } from '../state-file.ts';
import { Webhooks } from '../webhooks.ts';
import { AccessKeys } from './access-keys.ts';
import { Announcer } from './announcer.ts';
import { propertiesOf } from './call-answers.ts';
import { Calls } from './calls.ts';
import type { CloudEvent } from './cloud-events.ts';
import { Credentials } from './credentials.ts';
import { errorAnswer } from './error-answer.ts';
import { Entra, type EntraClient } from './entra.ts';
import { cloudEventForm } from './event-form.ts';
import { checkVersion, parsed, type Incoming } from './incoming.ts';
import { Invitations } from './invitations.ts';
import { acsLedger, type AcsLedger, type AcsRequestEntry, type AcsWebhookEntry } from './ledger.ts';
import { Repeatability } from './repeatability.ts';
import { initialSwitches, type Switches } from './switches.ts';
import { emptyWorld, type Call, type Participant, type World } from './world.ts';

export interface AcsOptions {
  accessKeys: readonly string[];
  resourceId: string;
  stateFile?: string | undefined;
  /** Who may sign in with Entra ID; without it only access keys open. */
  entra?: EntraClient | undefined;
}

interface Saved extends SavedProvider<World, Switches, AcsLedger> {
  key: JWK;
}

const stateVersion = 3;

/** The simulated provider: its world, and the parts that change it and tell about it. */
export class Acs extends SimulatedProvider<World, Switches, AcsLedger> {
  readonly options: AcsOptions;
  readonly key: SigningKey;
  readonly calls: Calls;
  readonly invitations: Invitations;
  readonly announcer: Announcer;
  readonly webhooks: Webhooks<CloudEvent, AcsWebhookEntry>;
  readonly cycle: RequestCycle<Incoming, AcsRequestEntry>;
  readonly accessKeys: AccessKeys;
  readonly entra: Entra | undefined;
  readonly #repeatability: Repeatability;

  private constructor(options: AcsOptions, key: SigningKey) {
    const stateFile = { path: options.stateFile, version: stateVersion };
    super({ ledger: acsLedger(), stateFile, emptyWorld, initialSwitches });
    this.options = options;
    this.key = key;
    const { holds, faults, rules, ledger, timers, world, switches, changed, now, saved, isForgotten } = this;
    this.#repeatability = new Repeatability(() => world().memory, switches, now);
    const form = cloudEventForm(() => this.webhookToken());
    this.webhooks = new Webhooks({ form, world, switches, rules, holds, ledger, changed });
    const announcer = new Announcer(this.webhooks, switches);
    this.announcer = announcer;
    this.calls = new Calls({ world, switches, announcer, timers, changed });
    this.invitations = new Invitations({ world, switches, announcer, timers, calls: this.calls, changed });
    const { webhooks } = this;
    const repeatability = this.#repeatability;
    const accessKeys = new AccessKeys(options.accessKeys);
    this.accessKeys = accessKeys;
    const entra = options.entra && new Entra(options.entra, key, switches);
    this.entra = entra;
    const credentials = new Credentials({ accessKeys, entra, switches, now });
    this.cycle = new RequestCycle({
      check: async (incoming) => {
        await credentials.check(incoming);
        checkVersion(incoming, switches().apiVersions);
      },
      admit: ({ operation, pair }, entry) => {
        const found = repeatability.admit(pair);
        const admission = operation === 'createCall' ? this.#asOfNow(found) : found;
        entry.repeat = admission.kind === 'repeat';
        if (admission.kind === 'repeat') ledger.count(entry, 'repeats');
        if (admission.kind === 'refused') ledger.count(entry, 'refused');
        return admission;
      },
      parsed,
      errorAnswer,
      // Microsoft docs, Call Automation error codes: 8523, invalid argument.
      badFieldCode: '8523',
      noCallCode: '8522',
      isForgotten,
      faults,
      holds,
      ledger,
      rules,
      webhooks,
      saved,
    });
  }

  static async start(options: AcsOptions): Promise<Acs> {
    const kept = loadState(options.stateFile, stateVersion) as Saved | undefined;
    const acs = new Acs(options, await SigningKey.create(kept?.key));
    if (kept) acs.#resume(kept);
    await acs.saved();
    return acs;
  }

  webhookToken(wishes?: TokenWishes): Promise<string> {
    return this.key.token({ iss: this.switches().tokenIssuer, aud: this.options.resourceId }, wishes);
  }

  /** Whether people who still ring, or who declined, are listed is nowhere documented. */
  present(call: Call): Participant[] {
    return [...call.participants, ...this.invitations.listedWithoutBeingThere(call)];
  }

  /** The given access keys are back as well. */
  override reset(): void {
    this.#repeatability.clear();
    this.accessKeys.reset();
    super.reset();
  }

  /** Recorded: the repeat of a createCall is answered with the call as it is by now. */
  #asOfNow(admission: Admission): Admission {
    if (admission.kind !== 'repeat' || admission.answer.status !== 201) return admission;
    const { callConnectionId } = JSON.parse(admission.answer.body) as { callConnectionId: string };
    const call = this.world().calls[callConnectionId];
    return call ? { kind: 'repeat', answer: answer(201, propertiesOf(call)) } : admission;
  }

  #resume(saved: Saved): void {
    const { world } = saved;
    this.restore(saved);
    for (const call of Object.values(world.calls)) this.calls.arm(call);
    for (const invitation of Object.values(world.invitations)) this.invitations.arm(invitation);
    this.webhooks.resume();
  }

  protected override savedBeside(): Pick<Saved, 'key'> {
    this.#repeatability.prune();
    return { key: this.key.privateJwk };
  }
}
