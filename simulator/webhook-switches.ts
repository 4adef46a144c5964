import { define, type SwitchDefinitions } from './switch-definitions.ts';
import { choice, whole } from './switch-readers.ts';

/** How events are delivered. What is said of retries is invented where the provider documents nothing. */
export interface WebhookSwitches {
  webhookDelayMs: number;
  webhookTries: number;
  webhookBackoffMs: number;
  webhookRetryIds: 'same' | 'new';
  webhookTimeoutMs: number;
  webhookBatchSize: number;
  webhookOrder: 'asEmitted' | 'reversed';
  webhookCopies: number;
}

const hour = 3_600_000;

export const webhookSwitches: SwitchDefinitions<WebhookSwitches> = {
  webhookDelayMs: define(0, whole(0, hour), 'before every webhook'),
  webhookTries: define(5, whole(1, 1000), 'tries of a webhook that is not answered 2xx'),
  webhookBackoffMs: define(200, whole(0, hour), 'before the second try, doubling'),
  webhookRetryIds: define('same', choice('same', 'new'), 'the event ids of a delivery that is tried again'),
  webhookTimeoutMs: define(10_000, whole(1, hour), 'how long a receiver may take'),
  webhookBatchSize: define(1, whole(1, 100), 'most events in one delivery'),
  webhookOrder: define(
    'asEmitted',
    choice('asEmitted', 'reversed'),
    'of events that wait to be delivered; reversed: the latest leaves first',
  ),
  webhookCopies: define(1, whole(1, 10), 'how often every event is delivered'),
};
