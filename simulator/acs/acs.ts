import type { JWK } from 'jose';
import { Faults } from '../faults.ts';
import { Holds } from '../holds.ts';
import { StateFile, loadState } from '../state-file.ts';
import { Timers } from '../timers.ts';
import { AccessKeys } from './access-keys.ts';
import { Announcer } from './announcer.ts';
import { Calls } from './calls.ts';
import { Credentials } from './credentials.ts';
import { Entra, type EntraClient } from './entra.ts';
import { Invitations } from './invitations.ts';
import { Ledger, type LedgerSummary } from './ledger.ts';
import { Repeatability } from './repeatability.ts';
import { RequestCycle } from './request-cycle.ts';
import { SigningKey } from './signing-key.ts';
import { initialSwitches, type Switches } from './switches.ts';
import { WebhookRules } from './webhook-rules.ts';
import { Webhooks } from './webhooks.ts';
import { emptyWorld, type Call, type Participant, type World } from './world.ts';

export interface AcsOptions {
  accessKeys: readonly string[];
  resourceId: string;
  stateFile?: string | undefined;
  /** Who may sign in with Entra ID; without it only access keys open. */
  entra?: EntraClient | undefined;
}

interface Saved {
  key: JWK;
  world: World;
  summary: LedgerSummary;
  switches: Switches;
}

const stateVersion = 1;

/** The simulated provider: its world, and the parts that change it and tell about it. */
export class Acs {
  readonly options: AcsOptions;
  readonly key: SigningKey;
  readonly holds = new Holds();
  readonly faults = new Faults();
  readonly rules = new WebhookRules();
  readonly ledger = new Ledger();
  readonly calls: Calls;
  readonly invitations: Invitations;
  readonly announcer: Announcer;
  readonly webhooks: Webhooks;
  readonly cycle: RequestCycle;
  readonly accessKeys: AccessKeys;
  readonly entra: Entra | undefined;
  readonly #timers = new Timers();
  readonly #repeatability: Repeatability;
  readonly #file: StateFile;
  #world: World = emptyWorld();
  #switches: Switches = initialSwitches();

  private constructor(options: AcsOptions, key: SigningKey) {
    this.options = options;
    this.key = key;
    const { holds, faults, rules, ledger } = this;
    const timers = this.#timers;
    const world = () => this.#world;
    const switches = () => this.#switches;
    const changed = () => this.changed();
    const now = () => Date.now() + this.#switches.clockOffsetMs;
    this.#file = new StateFile(options.stateFile, stateVersion, () => this.#saved());
    this.#repeatability = new Repeatability(() => this.#world.memory, switches, now);
    const token = () => key.token(this.#switches.tokenIssuer);
    this.webhooks = new Webhooks({ world, switches, rules, holds, ledger, token, changed });
    const announcer = new Announcer(this.webhooks, switches);
    this.announcer = announcer;
    this.calls = new Calls({ world, switches, announcer, timers, changed });
    this.invitations = new Invitations({ world, switches, announcer, timers, calls: this.calls, changed });
    const saved = () => this.saved();
    const { webhooks } = this;
    const repeatability = this.#repeatability;
    const accessKeys = new AccessKeys(options.accessKeys);
    this.accessKeys = accessKeys;
    const entra = options.entra && new Entra(options.entra, key);
    this.entra = entra;
    this.cycle = new RequestCycle({
      credentials: new Credentials({ accessKeys, entra, switches, now }),
      switches,
      faults,
      holds,
      repeatability,
      ledger,
      rules,
      webhooks,
      saved,
    });
  }

  static async start(options: AcsOptions): Promise<Acs> {
    const kept = loadState(options.stateFile, stateVersion) as Saved | undefined;
    const acs = new Acs(options, await SigningKey.create(options.resourceId, kept?.key));
    if (kept) acs.#resume(kept);
    acs.changed();
    await acs.saved();
    return acs;
  }

  world(): World {
    return this.#world;
  }

  switches(): Switches {
    return this.#switches;
  }

  setSwitches(switches: Switches): void {
    this.#switches = switches;
    this.changed();
  }

  /** Whether people who still ring, or who declined, are listed is nowhere documented. */
  present(call: Call): Participant[] {
    return [...call.participants, ...this.invitations.listedWithoutBeingThere(call)];
  }

  changed(): void {
    this.ledger.changed();
    this.#file.changed();
  }

  /**
   * What was answered is not forgotten by a kill: it is in the file before the answer leaves. So is an invitation that
   * only rings, and has told nobody yet.
   */
  saved(): Promise<void> {
    this.#file.changed();
    return this.#file.flush();
  }

  /** A new world with the same signing key: no call, no fault, no hold, access keys and switches as at the start. */
  reset(): void {
    this.webhooks.stop();
    this.#timers.clear();
    this.#repeatability.clear();
    this.#world = emptyWorld();
    this.#switches = initialSwitches();
    this.accessKeys.reset();
    this.faults.clear();
    this.rules.clear();
    this.ledger.clear();
    this.holds.releaseAll();
    this.changed();
  }

  async stop(): Promise<void> {
    this.webhooks.stop();
    this.#timers.clear();
    await this.saved();
  }

  #resume({ world, summary, switches }: Saved): void {
    this.#world = { ...emptyWorld(), ...world };
    this.#switches = { ...this.#switches, ...switches };
    this.ledger.summary = summary;
    for (const call of Object.values(world.calls)) this.calls.armConnect(call);
    for (const invitation of Object.values(world.invitations)) this.invitations.arm(invitation);
    this.webhooks.resume();
  }

  #saved(): Saved {
    this.#repeatability.prune();
    return { key: this.key.privateJwk, world: this.#world, summary: this.ledger.summary, switches: this.#switches };
  }
}
