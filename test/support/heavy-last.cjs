const Sequencer = require('@jest/test-sequencer').default;

/** What is busy with a crowd starves whatever runs beside it: it comes last. */
const CROWDS = [
  'load/worker-restarts.long',
  'load/temporal-away.long',
  'load/server-restarts.long',
  'truth/soak',
  'load/reading.long',
  'truth/media-campaign',
  'truth/campaign',
].map((name) => `/test/${name}.test.ts`);

module.exports = class HeavyLast extends Sequencer {
  static CROWDS = CROWDS;

  sort(tests) {
    const rank = ({ path }) => CROWDS.findIndex((end) => path.endsWith(end));
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
};
