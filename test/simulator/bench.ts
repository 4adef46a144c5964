import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { SimulatorControl } from '../../simulator/control-client.ts';
import { startSimulator, type Simulator } from '../../simulator/server.ts';
import { Receiver } from './receiver.ts';

export const accessKey = Buffer.from('the access key of these tests').toString('base64');
export const resourceId = '5b1f0f6e-6b2f-4a0e-9d2b-3c1f0a4f7d11';
export const alice = '8:acs:these-tests_alice';

/** What is told of the people in a call, once and after the event that it belongs to. What comes by default is tested apart. */
export const inOrder = {
  participantsUpdated: 'after',
  participantsUpdatedOnAdd: false,
  participantsUpdatedRepeats: 0,
} as const;

export interface AddAnswer {
  invitationId: string;
  operationContext?: string;
  participant: { identifier: { rawId: string; kind: string }; isMuted: boolean };
}

/** A simulator, a receiver and a connected call whose events go to the receiver's /call. Fresh for every test. */
export class Bench {
  control!: SimulatorControl;
  receiver!: Receiver;
  callId = '';

  path(verb = ''): string {
    return `/calling/callConnections/${this.callId}${verb}`;
  }

  add(body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Response> {
    const participantToAdd = { communicationUser: { id: alice } };
    return this.control.request(
      'POST',
      this.path('/participants:add'),
      { participantToAdd, operationContext: 'add', ...body },
      headers,
    );
  }

  async added(body: Record<string, unknown> = {}): Promise<AddAnswer> {
    return (await (await this.add(body)).json()) as AddAnswer;
  }

  /** All that was to be told before has been: what goes to one place goes there in order. */
  async untilAllIsTold(): Promise<void> {
    const marks = this.receiver.events('CallConnected').length;
    await this.control.createCall({ callbackUri: this.receiver.url('/call') });
    await this.receiver.until('CallConnected', marks + 1);
  }

  cancel(
    invitationId: string,
    body: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const content = { invitationId, operationContext: 'cancel', ...body };
    return this.control.request('POST', this.path('/participants:cancelAddParticipant'), content, headers);
  }
}

export function pair(firstSent = new Date()): Record<string, string> {
  return { 'repeatability-request-id': randomUUID(), 'repeatability-first-sent': firstSent.toUTCString() };
}

export async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, ...error };
}

/** The status, or what became of the connection. */
export function codeOf(request: Promise<Response>): Promise<string | undefined> {
  return request.then(
    ({ status }) => String(status),
    (error: Error & { cause?: { code?: string } }) => error.cause?.code,
  );
}

export function useBench(): Bench {
  const bench = new Bench();
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, accessKeys: [accessKey], resourceId });
    bench.control = new SimulatorControl(simulator.url, accessKey);
    bench.receiver = await new Receiver().listen();
  });
  beforeEach(async () => {
    await bench.control.reset();
    await bench.control.setSwitches(inOrder);
    bench.callId = await bench.control.createCall({ callbackUri: bench.receiver.url('/call') });
    await bench.control.untilWebhooks('delivered', 'ParticipantsUpdated');
    bench.receiver.deliveries.length = 0;
    bench.receiver.statuses = [];
    bench.receiver.refused = [];
  });
  afterAll(async () => {
    await simulator.close();
    await bench.receiver.close();
  });
  return bench;
}
