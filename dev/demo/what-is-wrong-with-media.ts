import type { GraphSimulatorControl } from '../../simulator/graph-control-client.ts';
import type { PlayedMedia } from './media-scene.ts';
import { unequal } from './what-is-wrong.ts';

type Ledger = Awaited<ReturnType<GraphSimulatorControl['ledger']>>;

/** Everything in which the media's outcomes and the ledger differ from what the demo promises; one sentence each. */
export function whatIsWrongWithMedia(
  { callId, prompts, recording, call }: PlayedMedia,
  { calls, summary }: Pick<Ledger, 'calls' | 'summary'>,
): string[] {
  const heard = calls.find((one) => one.callId === callId)?.operations ?? [];
  const states = heard.map(({ kind, state }) => `${kind} ${state}`).join(', ');
  const { playPrompt, recordResponse, cancelMediaProcessing } = summary.operations;
  return [
    ...prompts.flatMap(({ outcome }, index) => unequal(`Prompt ${index + 1} settled as`, outcome?.type, 'cancelled')),
    ...unequal('The recording settled as', recording.outcome?.type, 'completed'),
    ...unequal('The call is', call.phase, 'settled'),
    ...unequal('Keys that were told', call.tones.length, 2),
    ...unequal(
      'The simulated Graph has',
      states,
      'playPrompt cancelled, playPrompt cancelled, recordResponse completed',
    ),
    ...unequal('playPrompt executed', playPrompt.executed, 2),
    ...unequal('recordResponse executed', recordResponse.executed, 1),
    ...unequal('cancelMediaProcessing executed', cancelMediaProcessing.executed, 1),
  ];
}
