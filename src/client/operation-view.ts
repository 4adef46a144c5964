import type { OperationCommand, OperationSummary, OperationView } from '../contract/operation-view.ts';
import type { View } from '../statechart/client/index.ts';

const COMMANDS: Readonly<Record<string, OperationCommand>> = { CANCEL: 'cancel' };

/** Completes the machine's own summary from the statechart's view. */
export function operationView(operationId: string, view: Omit<View, 'context' | 'output'>): OperationView {
  const summary = view.summary as OperationSummary;
  const transitions = view.transitions.filter(({ actor }) => actor === undefined);
  return {
    operationId,
    ...summary,
    state: view.value,
    acceptedCommands: view.accepts.flatMap((event) => COMMANDS[event] ?? []),
    revision: view.revision,
    updatedAt: transitions.at(-1)?.at ?? summary.requestedAt,
    transitions,
  };
}
