import type { AnyActorRef, InspectionEvent, Observer } from 'xstate';

/** Code of a machine's author that XState calls and whose errors would leave it through whoever sent the event. */
type OnError = (error: unknown) => void;

type Inspector = Observer<InspectionEvent> | ((inspected: InspectionEvent) => void);

/** Errors of inspectors that a machine adds by `system.inspect` go to `onError`. */
export function guardInspectors({ system }: AnyActorRef, onError: OnError): void {
  const inspect = system.inspect.bind(system);
  system.inspect = (inspector: Inspector) =>
    inspect((inspected) => {
      try {
        if (typeof inspector === 'function') inspector(inspected);
        else inspector.next?.(inspected);
      } catch (error) {
        onError(error);
      }
    });
}

interface ExecutableAction {
  readonly exec?: (info: unknown, params: unknown) => unknown;
}

/** The exact pin of xstate stands for it. */
interface ActorInside {
  readonly _actorScope: { actionExecutor: (action: ExecutableAction) => void };
}

/**
 * What a promise that an action returns rejects with goes to `onError`. XState drops such promises, and a dropped one
 * that rejects would fail Temporal's workflow task again and again.
 */
export function guardActions(actor: AnyActorRef, onError: OnError): void {
  const { _actorScope: scope } = actor as unknown as ActorInside;
  const execute = scope.actionExecutor;
  scope.actionExecutor = (action) => {
    const { exec } = action;
    if (exec === undefined) return execute(action);
    execute({
      ...action,
      exec: (info, params) => {
        const returned = exec(info, params);
        if (returned instanceof Promise) returned.catch(onError);
      },
    });
  };
}
