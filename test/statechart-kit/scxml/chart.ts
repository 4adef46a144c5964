import {
  assign,
  createMachine as createXStateMachine,
  type AnyEventObject,
  type AnyStateMachine,
  type MachineConfig,
  type ParameterizedObject,
  type ProvidedActor,
} from 'xstate';

/** What every machine of these cases knows: what has happened, and a number to decide by. */
export interface Notes {
  readonly log: readonly string[];
  readonly n: number;
}

type Config = MachineConfig<
  Notes,
  AnyEventObject,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  string,
  unknown
>;

export const createMachine = (config: Config): AnyStateMachine => createXStateMachine(config as never);

export const blank: Notes = { log: [], n: 0 };

type Told = (told: { context: Notes; event: AnyEventObject }) => string;

/** Writes a line down. */
export const note = (line: string | Told) =>
  assign<Notes, AnyEventObject, undefined, AnyEventObject, ProvidedActor>({
    log: ({ context, event }) => [...context.log, typeof line === 'string' ? line : line({ context, event })],
  });

export const add = (amount: number) =>
  assign<Notes, AnyEventObject, undefined, AnyEventObject, ProvidedActor>({ n: ({ context }) => context.n + amount });

/** Writes down when a state is entered, as `+name`, and when it is left, as `-name`. */
export const noted = (name: string) => ({ entry: note(`+${name}`), exit: note(`-${name}`) });
