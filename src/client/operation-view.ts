import type { OperationCommand, OperationStatus, OperationSummary, OperationView } from '../contract/operation-view.ts';
import type { Answer, View } from '../statechart/client/index.ts';

const COMMANDS: Readonly<Record<string, OperationCommand>> = { CANCEL: 'cancel' };

/** Completes the machine's own summary from a command's answer. */
export function operationStatus(operationId: string, answer: Answer): OperationStatus {
  return {
    operationId,
    ...(answer.summary as OperationSummary),
    state: answer.value,
    acceptedCommands: answer.accepts.flatMap((event) => COMMANDS[event] ?? []),
    revision: answer.revision,
  };
}

export function operationView(operationId: string, view: Omit<View, 'context' | 'output'>): OperationView {
  const status = operationStatus(operationId, view);
  const transitions = view.transitions.filter(({ actor }) => actor === undefined);
  return { ...status, updatedAt: transitions.at(-1)?.at ?? status.requestedAt, transitions };
}
