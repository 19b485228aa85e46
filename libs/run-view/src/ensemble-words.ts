import { formatAccuracy, formatCount, formatDuration } from './format.ts';
import type { EnsembleView, StoppedView } from './run-view.ts';

/** `ensemble of 3: validation accuracy 0.8123 (95%: 0.8010 to 0.8240)` */
export function describeEnsemble(ensemble: EnsembleView): string {
  const { members, accuracy, accuracyLow, accuracyHigh } = ensemble;
  const interval = intervalOf({ low: accuracyLow, high: accuracyHigh });
  return `ensemble of ${members.length}: validation accuracy ${formatAccuracy(accuracy)} ${interval}`;
}

/** `the next member is expected to add 0.0031 (95%: -0.0010 to 0.0070)`; undefined when unknown. */
export function describeGain({ gain }: EnsembleView): string | undefined {
  if (!gain) return undefined;
  return `the next member is expected to add ${formatAccuracy(gain.expected)} ${intervalOf(gain)}`;
}

/** Why a run ended early, and what that saved. */
export function describeStop(stopped: StoppedView, stopWhenGainBelow: number): string {
  const { membersDone, expectedGain, savedSeconds } = stopped;
  return (
    `ends early with ${formatCount(membersDone, 'member')}: the next is expected to add ` +
    `${formatAccuracy(expectedGain)}, less than ${stopWhenGainBelow}; ` +
    `this saves about ${formatDuration(savedSeconds)} of device time`
  );
}

function intervalOf({ low, high }: { low: number; high: number }): string {
  return `(95%: ${formatAccuracy(low)} to ${formatAccuracy(high)})`;
}
