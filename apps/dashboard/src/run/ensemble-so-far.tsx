import {
  describeEnsemble,
  describeGain,
  describeStop,
  type EnsembleView,
  formatAccuracy,
  type RunView,
} from '@chorus/run-view';
import { Panel } from '../parts.tsx';
import { AccuracyChart } from './accuracy-chart.tsx';

/** What the members done are worth together on the validation samples; nothing before there are any. */
export function EnsembleSoFar({ view }: { view: RunView }) {
  const { ensembles = [], stopped, config } = view;
  const newest = ensembles.at(-1);
  if (!newest) return null;
  return (
    <Panel title="Ensemble so far">
      <div class="beside">
        <AccuracyChart
          points={ensembles.map(pointOf)}
          members={config.members.count}
          label={labelOf(ensembles)}
        />
        <div class="words">
          <p>{describeEnsemble(newest)}</p>
          <p class="muted">
            {stopped
              ? `The run ${describeStop(stopped, config.combining.stopWhenGainBelow!)}.`
              : (describeGain(newest) ??
                'what the next member adds is told from the second one on')}
          </p>
        </div>
      </div>
    </Panel>
  );
}

function pointOf(ensemble: EnsembleView) {
  const { members, accuracy, accuracyLow: low, accuracyHigh: high } = ensemble;
  const title = describeEnsemble(ensemble);
  return { members: members.length, accuracy, interval: { low, high }, title };
}

/** The chart in words, for those who do not see it. */
function labelOf(ensembles: readonly EnsembleView[]): string {
  const points = ensembles.map(
    ({ members, accuracy }) => `${members.length}: ${formatAccuracy(accuracy)}`,
  );
  return `Validation accuracy by number of members: ${points.join(', ')}`;
}
