import type { JWK } from 'jose';
import { alwaysExecuted } from '../admission.ts';
import { RequestCycle } from '../request-cycle.ts';
import { SigningKey } from '../signing-key.ts';
import { SimulatedProvider, type SavedProvider } from '../simulated-provider.ts';
import { loadState } from '../state-file.ts';
import { Webhooks } from '../webhooks.ts';
import { Access, type GraphApplication } from './access.ts';
import { Announcer } from './announcer.ts';
import { Calls } from './calls.ts';
import { companionContent } from './companions.ts';
import { errorAnswer } from './error-answer.ts';
import { parsed, type Incoming } from './incoming.ts';
import { graphLedger, type GraphLedger, type GraphRequestEntry, type GraphWebhookEntry } from './ledger.ts';
import { MediaQueue } from './media-queue.ts';
import { NotificationKeys, type NotificationTokenWishes } from './notification-keys.ts';
import { notificationForm, type Notification } from './notification.ts';
import { initialSwitches, type Switches } from './switches.ts';
import { WireForm } from './wire-form.ts';
import { emptyWorld, type World } from './world.ts';

export interface GraphOptions extends GraphApplication {
  /** Beside the one of the other provider. */
  stateFile?: string | undefined;
}

interface Saved extends SavedProvider<World, Switches, GraphLedger> {
  accessKey: JWK;
  notificationKeys: JWK[];
}

const stateVersion = 2;

/** The simulated provider: its world, and the parts that change it and tell about it. */
export class Graph extends SimulatedProvider<World, Switches, GraphLedger> {
  readonly options: GraphOptions;
  readonly access: Access;
  readonly keys: NotificationKeys;
  readonly form: WireForm;
  readonly announcer: Announcer;
  readonly calls: Calls;
  readonly media: MediaQueue;
  readonly webhooks: Webhooks<Notification, GraphWebhookEntry>;
  readonly cycle: RequestCycle<Incoming, GraphRequestEntry>;

  private constructor(options: GraphOptions, accessKey: SigningKey, keys: NotificationKeys) {
    const stateFile = { path: options.stateFile, version: stateVersion };
    super({ ledger: graphLedger(), stateFile, emptyWorld, initialSwitches });
    this.options = options;
    this.keys = keys;
    const { holds, faults, rules, ledger, timers, world, switches, changed, now, saved, isForgotten } = this;
    const access = new Access(options, accessKey, switches, now);
    this.access = access;
    this.form = new WireForm(switches);
    const webhooks = new Webhooks({
      form: notificationForm({
        token: (tenantId) => this.notificationToken(tenantId),
        companions: (of) => this.#companions(of),
      }),
      world,
      switches,
      rules,
      holds,
      ledger,
      changed,
    });
    this.webhooks = webhooks;
    const announcer = new Announcer({
      emit: (delivery, gate) => webhooks.emit(delivery, gate),
      switches,
      form: this.form,
    });
    this.announcer = announcer;
    this.media = new MediaQueue({ world, switches, announcer, timers, changed });
    this.calls = new Calls({ world, switches, now, announcer, media: this.media, timers, changed });
    this.cycle = new RequestCycle({
      check: (incoming) => access.check(incoming),
      admit: alwaysExecuted,
      parsed,
      errorAnswer,
      // ACS Call Automation error codes: 8523, invalid argument.
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

  static async start(options: GraphOptions): Promise<Graph> {
    const kept = loadState(options.stateFile, stateVersion) as Saved | undefined;
    const keys = await NotificationKeys.create(options.appId, kept?.notificationKeys);
    const graph = new Graph(options, await SigningKey.create(kept?.accessKey), keys);
    if (kept) graph.#resume(kept);
    await graph.saved();
    return graph;
  }

  /** The clock may have moved. */
  override setSwitches(switches: Switches): void {
    super.setSwitches(switches);
    for (const call of Object.values(this.world().calls)) this.calls.arm(call);
  }

  notificationToken(tenantId: string, wishes?: NotificationTokenWishes): Promise<string> {
    return this.keys.token(tenantId, this.switches(), wishes);
  }

  override reset(): void {
    this.media.clear();
    this.form.reset();
    super.reset();
  }

  #companions({ content }: Notification): object[] {
    const path = (content as { resourceUrl?: string }).resourceUrl ?? '';
    const callId = /calls\/([^/]+)/.exec(path)?.[1] ?? 'nobody';
    return this.switches().batchCompanions.map((type) => companionContent(type, callId));
  }

  #resume(saved: Saved): void {
    const { world } = saved;
    this.restore(saved);
    for (const call of Object.values(world.calls)) {
      this.calls.arm(call);
      for (const operation of this.media.open(call.callId)) this.media.arm(call, operation);
    }
    this.webhooks.resume();
  }

  protected override savedBeside(): Pick<Saved, 'accessKey' | 'notificationKeys'> {
    const { access, keys } = this;
    return {
      accessKey: access.key.privateJwk,
      notificationKeys: keys.privateJwks(),
    };
  }
}
