export {
  CallOperations,
  type AddParticipantRequest,
  type CallOperationsOptions,
  type CancelAnswer,
} from './call-operations.ts';
export { IdempotencyKeyReused, NotAfterPassed, OperationFailed, OperationSettled, UnknownOperation } from './errors.ts';
export { NotificationDelivery, type DeliveryCount } from './notifications.ts';
export {
  createSearchAttributes,
  missingSearchAttributes,
  SEARCH_ATTRIBUTE_NAMES,
  SearchAttributeOfOtherType,
} from './search-attributes.ts';
export { NoWorkerAnswered, TemporalUnavailable } from '../statechart/client/index.ts';
