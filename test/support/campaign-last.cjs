const Sequencer = require('@jest/test-sequencer').default;

/** The truth campaign needs the machine for itself: what runs beside it would run out of time. */
module.exports = class CampaignLast extends Sequencer {
  sort(tests) {
    const isCampaign = ({ path }) => path.endsWith('/truth/campaign.test.ts');
    const sorted = super.sort(tests);
    return [...sorted.filter((test) => !isCampaign(test)), ...sorted.filter(isCampaign)];
  }
};
