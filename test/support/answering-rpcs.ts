import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
const { v1 } = temporal.api.workflowservice;

interface Calls {
  readonly StartWorkflowExecution: [
    temporal.api.workflowservice.v1.IStartWorkflowExecutionRequest,
    temporal.api.workflowservice.v1.IStartWorkflowExecutionResponse,
  ];
  readonly SignalWorkflowExecution: [
    temporal.api.workflowservice.v1.ISignalWorkflowExecutionRequest,
    temporal.api.workflowservice.v1.ISignalWorkflowExecutionResponse,
  ];
  readonly DescribeWorkflowExecution: [
    temporal.api.workflowservice.v1.IDescribeWorkflowExecutionRequest,
    temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse,
  ];
  readonly ListWorkflowExecutions: [
    temporal.api.workflowservice.v1.IListWorkflowExecutionsRequest,
    temporal.api.workflowservice.v1.IListWorkflowExecutionsResponse,
  ];
  readonly GetWorkflowExecutionHistory: [
    temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryRequest,
    temporal.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse,
  ];
}
type Rpc = keyof Calls;

/** What each RPC is answered; one that is not named fails as unimplemented. */
export type RpcAnswers = { readonly [Name in Rpc]?: (request: Calls[Name][0]) => Calls[Name][1] };

/** An answer that is an error of gRPC. */
export class RpcFails extends Error {
  readonly code: number;

  constructor(code: number, details: string) {
    super(details);
    this.code = code;
  }
}

export const INVALID_ARGUMENT = 3;
export const NOT_FOUND = 5;
export const ALREADY_EXISTS = 6;
export const UNAVAILABLE = 14;

/** A client whose requests are answered where they would leave the process: for tests of what is asked of Temporal. */
export function clientAnsweredBy(answers: RpcAnswers): Client {
  const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors: [answering(answers)] });
  return new Client({ connection });
}

interface Listener {
  onReceiveMetadata(metadata: unknown): void;
  onReceiveMessage(message: unknown): void;
  onReceiveStatus(status: { code: number; details: string; metadata: unknown }): void;
}

const NO_METADATA = { get: () => [], getMap: () => ({}) };

/** gRPC's own class is asked for, of which only this interface is used. */
function answering(answers: RpcAnswers): Interceptor {
  return (options) => {
    const rpc = options.method_definition.path.split('/').at(-1) as Rpc;
    let listener: Listener | undefined;
    const end = (code: number, details: string) => listener?.onReceiveStatus({ code, details, metadata: NO_METADATA });
    const call = {
      start: (_metadata: unknown, listening: Listener) => (listener = listening),
      sendMessage(bytes: Uint8Array) {
        setImmediate(() => {
          try {
            const message = answerTo(answers, rpc, bytes);
            listener?.onReceiveMetadata(NO_METADATA);
            listener?.onReceiveMessage(message);
            end(0, 'OK');
          } catch (error) {
            const failure = error instanceof RpcFails ? error : new RpcFails(2, String(error));
            end(failure.code, failure.message);
          }
        });
      },
      cancelWithStatus: end,
      getPeer: () => 'nobody',
      startRead: () => undefined,
      halfClose: () => undefined,
      setCredentials: () => undefined,
    };
    return call as unknown as ReturnType<Interceptor>;
  };
}

function answerTo(answers: RpcAnswers, rpc: Rpc, bytes: Uint8Array): Uint8Array {
  const answer = answers[rpc] as ((request: unknown) => object) | undefined;
  if (answer === undefined) throw new RpcFails(12, `${rpc} is not answered here`);
  const response = v1[`${rpc}Response`] as { encode(message: object): { finish(): Uint8Array } };
  return response.encode(answer(v1[`${rpc}Request`].decode(bytes))).finish();
}
