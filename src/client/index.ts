export type { AddParticipant, AddParticipantRequest } from './add-participant.ts';
export type { CallOptions, KeyedStartOptions, StartOptions, WaitOptions } from './call-options.ts';
export { CallOperations, type AnyOperationView, type CallOperationsOptions } from './call-operations.ts';
export type { CancelAnswer } from './cancel-answer.ts';
export {
  CallOperationError,
  IdempotencyKeyReused,
  InvalidPageToken,
  InvalidRequest,
  NotAfterPassed,
  OperationFailed,
  OperationSettled,
  UnknownOperation,
  type Mistake,
} from './errors.ts';
export type { Adoption, GraphCall, MediaCancelAnswer } from './graph-call.ts';
export { GraphNotificationDelivery, type GraphDeliveryCount } from './graph-notifications.ts';
export { LONGEST_PAGE, type ListedOperation, type ListOptions, type OperationPage } from './list-operations.ts';
export { LISTED_KINDS, LISTED_STATUSES, type ListedKind, type ListedStatus } from './list-query.ts';
export type { PlayPromptRequest, RecordResponseRequest, SubscribeToToneRequest } from './media-commands.ts';
export {
  CallEnded,
  CallNotAdopted,
  CallNotFound,
  CallOfOtherCaller,
  CallOfOtherTenant,
  GraphRefused,
  GraphUnavailable,
  QueueFull,
  SingleCancelUnsupported,
} from './media-errors.ts';
export type { MediaOperations } from './media-operation.ts';
export { NotificationDelivery, type DeliveryCount } from './notifications.ts';
export {
  createSearchAttributes,
  missingSearchAttributes,
  SEARCH_ATTRIBUTE_NAMES,
  SearchAttributeOfOtherType,
} from './search-attributes.ts';
export type { Settled } from './wait-until-settled.ts';
export {
  isUnanswered,
  NoWorkerAnswered,
  TemporalUnavailable,
  TooManyNotifications,
  WaitTimedOut,
  WorkflowTaskFailing,
} from '../statechart/client/index.ts';
export type { AddParticipantOutcome } from '../contract/add-participant.ts';
export type { MediaOutcome } from '../contract/graph-media.ts';
export type { GraphCallView, MediaOperationView } from '../contract/graph-media-view.ts';
export type { OperationStatus, OperationView } from '../contract/operation-view.ts';
