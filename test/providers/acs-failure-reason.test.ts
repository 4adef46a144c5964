import { expect, test } from '@jest/globals';
import { reasonOf } from '../../src/contract/failure-reason.ts';

test.each([
  [603, 0, 'declined'],
  [487, 10024, 'declined'],
  [0, 5003, 'declined'],
  [603, 560603, 'declined'],
  [undefined, 8538, 'declined'],
  [487, 10004, 'noAnswer'],
  [408, 4506, 'noAnswer'],
  [408, 10057, 'noAnswer'],
  [408, 560408, 'noAnswer'],
  [408, 500001, 'noAnswer'],
  [480, 560480, 'noAnswer'],
  [486, 560486, 'busy'],
  [486, 540486, 'busy'],
  [undefined, 8539, 'busy'],
  [480, 10037, 'unreachable'],
  [480, 10077, 'unreachable'],
  [410, 301005, 'unreachable'],
  [403, 510403, 'forbidden'],
  [403, 560403, 'forbidden'],
  [403, 511532, 'forbidden'],
  [401, 10009, 'forbidden'],
  [404, 560404, 'invalid'],
  [404, 511404, 'invalid'],
  [484, 560484, 'invalid'],
  [400, 8523, 'invalid'],
  [487, 0, 'cancelled'],
  [487, 540487, 'cancelled'],
  [497, 560487, 'cancelled'],
  [undefined, 8542, 'cancelled'],
  [487, 10003, 'answeredElsewhere'],
  [0, 5300, 'removed'],
  [404, 8522, 'callEnded'],
  [400, 8528, 'callEnded'],
  [0, 7000, 'callEnded'],
  [undefined, 8530, 'throttled'],
  [undefined, 8558, 'notInCall'],
  [403, 7507, 'credentials'],
  [500, 560500, 'providerFault'],
  [503, 560503, 'providerFault'],
  [undefined, 9999, 'providerFault'],
] as const)('%s/%s is told as %s', (code, subCode, reason) => {
  expect(reasonOf({ ...(code !== undefined && { code }), subCode })).toBe(reason);
});

test.each([
  [486, 9999, 'busy'],
  [603, 123456, 'declined'],
  [599, 1, 'providerFault'],
] as const)('the code counts where the sub-code says nothing: %s/%s is %s', (code, subCode, reason) => {
  expect(reasonOf({ code, subCode })).toBe(reason);
});

test('487 alone is no cancel: it may be a time-out', () => {
  expect(reasonOf({ code: 487 })).toBe('other');
});

test.each([{}, { code: 200, subCode: 0 }, { code: -1, subCode: -1 }, { subCode: 8599 }])(
  '%j is something else',
  (told) => {
    expect(reasonOf(told)).toBe('other');
  },
);
