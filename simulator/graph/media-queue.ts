import type { Cause } from '../cause.ts';
import type { Gate } from '../gate.ts';
import type { Timers } from '../timers.ts';
import type { Announcer } from './announcer.ts';
import { promptDuration, recordDuration } from './durations.ts';
import { callEnded, cancelled, completed, recordEnding, stopTone, unplayable, type Ending } from './endings.ts';
import { characterOf, type Tone } from './names.ts';
import type { Switches } from './switches.ts';
import type { Call, MediaOperation, World } from './world.ts';

interface QueueParts {
  world: () => World;
  switches: () => Switches;
  announcer: Announcer;
  timers: Timers;
  changed: () => void;
}

/**
 * Prompts and recordings of a call share one queue: one runs, the others wait in order. An operation ends once: of itself, by a cancel
 * of everything, by a barging-in recording, or with its call.
 */
export class MediaQueue {
  readonly #parts: QueueParts;
  /** Where the answer of an operation may not have left yet. */
  #gates = new Map<string, Gate>();

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  /** Those that have not ended: the one that runs first. */
  open(callId: string): MediaOperation[] {
    return Object.values(this.#parts.world().media).filter(
      (operation) => operation.callId === callId && isOpen(operation),
    );
  }

  /** Microsoft docs, call: record: bargeInAllowed ends what runs and what waits. */
  enqueue(call: Call, operation: MediaOperation, cause: Cause): void {
    const { world, switches } = this.#parts;
    const victims = operation.bargeIn ? this.open(call.callId) : [];
    world().media[operation.operationId] = operation;
    if (cause.gate) this.#gates.set(operation.operationId, cause.gate);
    this.#cancel(call, victims, operation.operationId, switches().bargeInNotices, cause);
    this.#advance(call);
  }

  /** Microsoft docs, call: cancelMediaProcessing: ends what runs and what waits; answers which these were. */
  cancelAll(call: Call, by: string, cause: Cause): string[] {
    const victims = this.open(call.callId);
    this.#cancel(call, victims, by, this.#parts.switches().cancelNotices, cause);
    return victims.map(({ operationId }) => operationId);
  }

  /** The call has ended. Whether anybody is told of what was running is nowhere documented. */
  callEnds(call: Call, cause?: Cause): void {
    const told = this.#parts.switches().hangUpNotices === 'cancelled';
    for (const operation of this.open(call.callId)) {
      this.#settle(operation, callEnded(operation.kind));
      if (told) this.#parts.announcer.operationEnded(call, operation, cause ?? { sequence: operation.cause });
    }
  }

  /** Ends what runs. */
  finish(call: Call, operation: MediaOperation, ending: Ending): void {
    if (operation.state !== 'running') return;
    const gate = this.#gates.get(operation.operationId);
    this.#settle(operation, ending);
    this.#parts.announcer.operationEnded(call, operation, { sequence: operation.cause, gate });
    this.#advance(call);
  }

  /** Whatever its end would be of itself. */
  ownEnding(operation: MediaOperation): Ending {
    return operation.record ? recordEnding(this.#parts.switches().recordEndsBy) : completed();
  }

  /** Stop tones end a recording, once its prompt is over. */
  heard(call: Call, tone: Tone): void {
    const running = this.open(call.callId).find(({ state }) => state === 'running');
    if (running?.recordingSince === undefined || !running.record?.stopTones.includes(characterOf(tone))) return;
    this.finish(call, running, stopTone());
  }

  /** Also after a restart: due times are absolute. */
  arm(call: Call, operation: MediaOperation): void {
    const { dueAt, operationId, state } = operation;
    if (state !== 'running' || dueAt === undefined) return;
    this.#parts.timers.arm(`media ${operationId}`, dueAt, () => this.#stepEnds(call, operation));
  }

  clear(): void {
    this.#gates.clear();
  }

  #cancel(call: Call, victims: MediaOperation[], by: string, notices: Switches['cancelNotices'], cause: Cause): void {
    for (const victim of victims) {
      const told = notices === 'perOperation' || (notices === 'runningOnly' && victim.state === 'running');
      victim.killedBy = by;
      this.#settle(victim, cancelled(victim.kind));
      if (told) this.#parts.announcer.operationEnded(call, victim, cause);
    }
  }

  #advance(call: Call): void {
    const [next] = this.open(call.callId);
    if (next?.state !== 'queued') return;
    next.state = 'running';
    next.beganAt = Date.now();
    this.#step(call, next);
  }

  /** The next prompt, or the recording after it, or the end. */
  #step(call: Call, operation: MediaOperation): void {
    const { switches, changed } = this.#parts;
    const prompt = operation.prompts.find(({ endedAt }) => endedAt === undefined);
    if (prompt) {
      if (this.#cannotBePlayed(prompt.uri)) return this.finish(call, operation, unplayable(operation.kind));
      prompt.beganAt = Date.now();
      this.#lasts(call, operation, promptDuration(prompt.uri, call.callId, switches()));
    } else if (operation.record && operation.recordingSince === undefined) {
      operation.recordingSince = Date.now();
      this.#lasts(call, operation, recordDuration(operation, switches()));
    } else this.finish(call, operation, this.ownEnding(operation));
    changed();
  }

  #lasts(call: Call, operation: MediaOperation, durationMs: number | null): void {
    if (durationMs === null) delete operation.dueAt;
    else operation.dueAt = Date.now() + durationMs;
    this.arm(call, operation);
  }

  #stepEnds(call: Call, operation: MediaOperation): void {
    if (operation.state !== 'running') return;
    endPrompt(operation);
    this.#step(call, operation);
  }

  #cannotBePlayed(uri: string): boolean {
    const { unplayableUris, unplayable: how } = this.#parts.switches();
    return how === 'fails' && unplayableUris.includes(uri);
  }

  #settle(operation: MediaOperation, { state, result, completionReason }: Ending): void {
    this.#parts.timers.disarm(`media ${operation.operationId}`);
    this.#gates.delete(operation.operationId);
    delete operation.dueAt;
    endPrompt(operation);
    Object.assign(operation, { state, result, completionReason, endedAt: Date.now() });
    this.#parts.changed();
  }
}

function isOpen({ state }: MediaOperation): boolean {
  return state === 'queued' || state === 'running';
}

/** The one that is heard now. */
function endPrompt({ prompts }: MediaOperation): void {
  const heard = prompts.find(({ beganAt, endedAt }) => beganAt !== undefined && endedAt === undefined);
  if (heard) heard.endedAt = Date.now();
}
