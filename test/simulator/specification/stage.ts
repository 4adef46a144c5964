import { CallAutomationClient, type CallConnection } from '@azure/communication-call-automation';
import { SimulatorControl } from '../../../simulator/control-client.ts';
import { startSimulator, type Simulator } from '../../../simulator/server.ts';
import { accessKey, alice, resourceId } from '../bench.ts';
import { Receiver } from '../receiver.ts';
import { RecordingProxy } from './recording-proxy.ts';

export const user = { communicationUserId: alice };
const source = { communicationUserId: '8:acs:these-tests_the-application' };

/** A simulator behind a proxy that keeps the traffic, and a receiver of its events. */
export class Stage {
  readonly control: SimulatorControl;
  /** Requests that the vendor's client would not send. They are kept as well. */
  readonly raw: SimulatorControl;
  readonly receiver: Receiver;
  readonly proxy: RecordingProxy;
  readonly #simulator: Simulator;

  private constructor(simulator: Simulator, proxy: RecordingProxy, receiver: Receiver) {
    this.#simulator = simulator;
    this.control = new SimulatorControl(simulator.url, accessKey);
    this.raw = new SimulatorControl(proxy.url, accessKey);
    this.receiver = receiver;
    this.proxy = proxy;
  }

  static async open(): Promise<Stage> {
    const simulator = await startSimulator({ port: 0, accessKeys: [accessKey], resourceId });
    return new Stage(simulator, await RecordingProxy.before(simulator.url), await new Receiver().listen());
  }

  /** The vendor's client, as it comes but without retries. */
  client({ key = accessKey, apiVersion = '2023-10-15' } = {}): CallAutomationClient {
    const options = {
      apiVersion,
      sourceIdentity: source,
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
    };
    return new CallAutomationClient(`endpoint=${this.proxy.url}/;accesskey=${key}`, options);
  }

  /** A new call to a user. */
  async call(): Promise<CallConnection> {
    const created = await this.client().createCall({ targetParticipant: user }, this.receiver.url('/call'));
    return created.callConnection;
  }

  connection(callConnectionId: string): CallConnection {
    return this.client().getCallConnection(callConnectionId);
  }

  /** Does it, and waits for one more event of the type than there were before. */
  async until<T>(type: string, act: () => Promise<T>): Promise<T> {
    const before = this.receiver.events(type).length;
    const result = await act();
    await this.receiver.until(type, before + 1);
    return result;
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.#simulator.close();
    await this.receiver.close();
  }
}
