import { randomUUID } from 'node:crypto';
import { Refusal } from '../answers.ts';
import type { Cause } from '../cause.ts';
import type { Timers } from '../timers.ts';
import type { Announcer } from './announcer.ts';
import type { MediaQueue } from './media-queue.ts';
import type { CallState, Tone } from './names.ts';
import type { CallNotice } from './notices.ts';
import type { Switches } from './switches.ts';
import { plainId } from './wire-form.ts';
import type { Audio, Call, ResultInfo, World } from './world.ts';

interface CallParts {
  world: () => World;
  switches: () => Switches;
  /** The provider's clock. */
  now: () => number;
  announcer: Announcer;
  media: MediaQueue;
  timers: Timers;
  changed: () => void;
}

export interface NewCall {
  callbackUri: string;
  tenantId: string;
  state: 'incoming' | 'establishing';
}

/* Microsoft docs, call: delete; resultInfo of calls; keepAlive; ACS error codes for what was not answered. */
export const endedByBot: ResultInfo = { code: 200, subcode: 7000, message: 'The application has ended the call.' };
export const hungUp: ResultInfo = { code: 200, subcode: 4521, message: 'The other side has left.' };
const notKeptAlive: ResultInfo = { code: 408, subcode: 8537, message: 'The call was not kept alive.' };
const notAnswered: ResultInfo = { code: 408, subcode: 8587, message: 'The call was not answered in time.' };

const withoutAudio = { state: 'established', besides: 'direction' } as const;
const audible = { state: 'established', audio: 'active' } as const;

/** How it is told that a call is established. Microsoft docs, Working with the communications API: in any order, and again. */
const ESTABLISHED: Readonly<Record<Switches['established'], readonly CallNotice[]>> = {
  captured: [
    withoutAudio,
    { ...audible, besides: 'meeting' },
    { ...audible, besides: 'chat' },
    { ...audible, besides: 'token' },
  ],
  once: [audible],
  twice: [{ state: 'established', audio: 'inactive' }, audible],
  swapped: [audible, { state: 'establishing' }],
  audioFirst: [withoutAudio, { state: 'establishing' }],
  withoutAudio: [withoutAudio],
};

export class Calls {
  readonly #parts: CallParts;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  create({ callbackUri, tenantId, state }: NewCall, cause?: Cause): Call {
    const { world, switches, now } = this.#parts;
    const { grantedPermissions, firstToneSequenceId, answerWithinMs } = switches();
    const incoming = state === 'incoming';
    const call: Call = {
      callId: randomUUID(),
      callChainId: randomUUID(),
      tenantId,
      callbackUri,
      direction: incoming ? 'incoming' : 'outgoing',
      state,
      audio: 'inactive',
      permissions: [...grantedPermissions],
      createdAt: Date.now(),
      establishesAt: null,
      answerBy: incoming && answerWithinMs !== null ? Date.now() + answerWithinMs : null,
      keptAliveAt: now(),
      keepAlives: [],
      nextSequenceId: firstToneSequenceId,
    };
    world().calls[call.callId] = call;
    if (incoming) this.#parts.announcer.callState(call, cause);
    this.arm(call);
    return call;
  }

  /** What follows a call that was made or answered. */
  establishing(call: Call, cause?: Cause): void {
    const { switches, announcer } = this.#parts;
    const { established, establishAfterMs } = switches();
    call.state = 'establishing';
    call.answerBy = null;
    this.#parts.timers.disarm(`answer ${call.callId}`);
    const audio = established === 'audioFirst' ? ({ audio: 'active' } as const) : {};
    if (established !== 'swapped') announcer.callState(call, cause, { state: 'establishing', ...audio });
    if (establishAfterMs === 0) this.establish(call, cause);
    else if (establishAfterMs !== null) {
      call.establishesAt = Date.now() + establishAfterMs;
      this.arm(call);
    }
    this.#parts.changed();
  }

  establish(call: Call, cause?: Cause): void {
    if (call.state !== 'establishing') return;
    const { switches, announcer, timers } = this.#parts;
    const { established } = switches();
    timers.disarm(`establish ${call.callId}`);
    call.establishesAt = null;
    call.state = 'established';
    call.audio = 'active';
    for (const notice of ESTABLISHED[established]) announcer.callState(call, cause, notice);
    this.#parts.changed();
  }

  /** As it is told to be, whatever it was. Telling the same again repeats the notification. */
  setState(call: Call, changes: { state?: CallState | undefined; audio?: Audio | undefined }, silent: boolean): void {
    call.state = changes.state ?? call.state;
    call.audio = changes.audio ?? call.audio;
    if (!silent) this.#parts.announcer.callState(call, undefined, { state: call.state, audio: call.audio });
    this.#parts.changed();
  }

  /** Microsoft docs, call: delete: terminating is told as updated, terminated as deleted. */
  end(call: Call, result: ResultInfo, cause?: Cause): void {
    if (call.endedAt !== undefined) return;
    const { announcer, media, timers, changed } = this.#parts;
    for (const name of ['establish', 'answer', 'keepAlive']) timers.disarm(`${name} ${call.callId}`);
    Object.assign(call, { endedAt: Date.now(), result, audio: 'inactive', state: 'terminating' });
    announcer.callState(call, cause);
    media.callEnds(call, cause);
    call.state = 'terminated';
    announcer.callState(call, cause);
    changed();
  }

  keepAlive(call: Call): void {
    call.keptAliveAt = this.#parts.now();
    call.keepAlives.push(Date.now());
    this.arm(call);
    this.#parts.changed();
  }

  /** Tones are told where somebody has subscribed. An own number is the one from which it goes on. */
  pressTone(call: Call, tone: Tone, sequenceId = call.nextSequenceId): void {
    const { world, announcer, media, changed } = this.#parts;
    const told = world().instants.some(({ callId, kind }) => callId === call.callId && kind === 'subscribeToTone');
    call.nextSequenceId = sequenceId + 1;
    world().tones.push({ callId: call.callId, tone, sequenceId, at: Date.now(), told });
    if (told) {
      call.lastTone = { sequenceId, tone };
      announcer.tone(call, call.lastTone);
    }
    media.heard(call, tone);
    changed();
  }

  /** One that has not ended, by its id in any form. */
  find(id: string | null): Call {
    const call = this.#parts.world().calls[plainId(id ?? '')];
    if (call && this.#isOverdue(call)) this.end(call, notKeptAlive);
    const { status, code } = this.#parts.switches().endedCallAnswer;
    if (!call || call.endedAt !== undefined) throw new Refusal(status, code, 'Call not found.');
    return call;
  }

  /** What happens of itself, and when. Also after a restart, and when the clock has been moved. */
  arm(call: Call): void {
    if (call.endedAt !== undefined) return;
    const { timers, switches, now } = this.#parts;
    const { callId, establishesAt, answerBy, keptAliveAt } = call;
    const { keepAliveWithinMs } = switches();
    if (establishesAt !== null) timers.arm(`establish ${callId}`, establishesAt, () => this.establish(call));
    if (answerBy !== null) timers.arm(`answer ${callId}`, answerBy, () => this.end(call, notAnswered));
    timers.disarm(`keepAlive ${callId}`);
    if (keepAliveWithinMs === null) return;
    const dueAt = Date.now() + keptAliveAt + keepAliveWithinMs - now();
    timers.arm(`keepAlive ${callId}`, dueAt, () => this.end(call, notKeptAlive));
  }

  #isOverdue({ keptAliveAt, endedAt }: Call): boolean {
    const { keepAliveWithinMs } = this.#parts.switches();
    return endedAt === undefined && keepAliveWithinMs !== null && this.#parts.now() - keptAliveAt > keepAliveWithinMs;
  }
}
