import { Faults } from './faults.ts';
import { Holds } from './holds.ts';
import { StateFile } from './state-file.ts';
import { Timers } from './timers.ts';
import { WebhookRules } from './webhook-rules.ts';

interface ProviderParts<World, Switches, Ledger> {
  ledger: Ledger;
  stateFile: { path: string | undefined; version: number };
  emptyWorld: () => World;
  initialSwitches: () => Switches;
}

interface KeptLedger {
  changed(): void;
  clear(): void;
  saved(): unknown;
  restore(saved: never): void;
}

/** What the file of every provider holds. */
export interface SavedProvider<World, Switches, Ledger extends KeptLedger> {
  world: World;
  switches: Switches;
  ledger: ReturnType<Ledger['saved']>;
}

/** A provider's world and switches, kept in a file where one is given; its faults, rules and holds, and its ledger. */
export abstract class SimulatedProvider<
  World extends { calls: object },
  Switches extends { clockOffsetMs: number },
  Ledger extends KeptLedger,
> {
  readonly holds = new Holds();
  readonly faults = new Faults();
  readonly rules = new WebhookRules();
  readonly ledger: Ledger;
  abstract readonly webhooks: { stop(): void };
  protected readonly timers = new Timers();
  readonly #parts: ProviderParts<World, Switches, Ledger>;
  readonly #file: StateFile;
  readonly #forgotten = new Set<string>();
  #world: World;
  #switches: Switches;

  protected constructor(parts: ProviderParts<World, Switches, Ledger>) {
    this.#parts = parts;
    this.ledger = parts.ledger;
    this.#world = parts.emptyWorld();
    this.#switches = parts.initialSwitches();
    const { path, version } = parts.stateFile;
    this.#file = new StateFile(path, version, () => ({
      ...this.savedBeside(),
      world: this.#world,
      ledger: this.ledger.saved(),
      switches: this.#switches,
    }));
  }

  readonly world = (): World => this.#world;
  readonly switches = (): Switches => this.#switches;
  /** Whether the call was there before a reset. */
  readonly isForgotten = (call: string | null): boolean => call !== null && this.#forgotten.has(call);
  /** The provider's clock. */
  readonly now = (): number => Date.now() + this.#switches.clockOffsetMs;

  readonly changed = (): void => {
    this.ledger.changed();
    this.#file.changed();
  };

  /**
   * What was answered is not forgotten by a kill: it is in the file before the answer leaves. So is what only rings or
   * runs, and has told nobody yet.
   */
  readonly saved = (): Promise<void> => {
    this.#file.changed();
    return this.#file.flush();
  };

  setSwitches(switches: Switches): void {
    this.#switches = switches;
    this.changed();
  }

  /** A new world with the same keys: no call, no fault, no hold, switches as at the start. */
  reset(): void {
    this.webhooks.stop();
    this.timers.clear();
    for (const call of Object.keys(this.#world.calls)) this.#forgotten.add(call);
    this.#world = this.#parts.emptyWorld();
    this.#switches = this.#parts.initialSwitches();
    this.faults.clear();
    this.rules.clear();
    this.ledger.clear();
    this.holds.releaseAll();
    this.changed();
  }

  async stop(): Promise<void> {
    this.webhooks.stop();
    this.timers.clear();
    await this.saved();
  }

  /** As a process before left it. What that one did not know yet is as at the start. */
  protected restore({ world, switches, ledger }: SavedProvider<World, Switches, Ledger>): void {
    this.#world = { ...this.#parts.emptyWorld(), ...world };
    this.#switches = { ...this.#switches, ...switches };
    this.ledger.restore(ledger as never);
  }

  /** What is kept in the file beside what every provider keeps. */
  protected abstract savedBeside(): object;
}
