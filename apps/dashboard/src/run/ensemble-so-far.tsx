import {
  describeEnsemble,
  describeGain,
  describeStop,
  type EnsembleView,
  formatAccuracy,
  type RunView,
} from '@chorus/run-view';
import { Panel } from '../parts.tsx';

const WIDTH = 380;
const HEIGHT = 130;
const LEFT = 48;
const BOTTOM = 20;
const DOT = 4;
/** Of the accuracies shown, on either side of their middle. */
const LEAST_ROOM = 0.005;

/** What the members done are worth together on the validation images; nothing before there are any. */
export function EnsembleSoFar({ view }: { view: RunView }) {
  const { ensembles = [], stopped, config } = view;
  const newest = ensembles.at(-1);
  if (!newest) return null;
  return (
    <Panel title="Ensemble so far" class="so-far">
      <p>{describeEnsemble(newest)}</p>
      <Chart ensembles={ensembles} members={config.members} />
      <p class="muted">
        {stopped
          ? `The run ${describeStop(stopped, config.stopWhenGainBelow)}.`
          : (describeGain(newest) ?? 'what the next member adds is told from the second one on')}
      </p>
    </Panel>
  );
}

/** Accuracy over the number of members, with its interval. */
function Chart({ ensembles, members }: { ensembles: readonly EnsembleView[]; members: number }) {
  const lowest = Math.min(...ensembles.map(({ accuracyLow }) => accuracyLow));
  const highest = Math.max(...ensembles.map(({ accuracyHigh }) => accuracyHigh));
  const room = Math.max((highest - lowest) / 2, LEAST_ROOM);
  const middle = Math.min(Math.max((lowest + highest) / 2, room), 1 - room);
  const [least, most] = [middle - room, middle + room];
  const x = (count: number) =>
    LEFT + DOT + ((count - 1) / Math.max(1, members - 1)) * (WIDTH - LEFT - 2 * DOT);
  const y = (accuracy: number) =>
    DOT + ((most - accuracy) / (2 * room)) * (HEIGHT - BOTTOM - 2 * DOT);
  const points = ensembles.map((ensemble) => ({ ...ensemble, x: x(ensemble.members.length) }));
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={labelOf(ensembles)}>
      <text class="end" x={LEFT - 6} y={y(most) + 8}>
        {formatAccuracy(most)}
      </text>
      <text class="end" x={LEFT - 6} y={y(least) + 4}>
        {formatAccuracy(least)}
      </text>
      <line class="axis" x1={LEFT} x2={WIDTH} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
      <text x={LEFT} y={HEIGHT - 5}>
        1 member
      </text>
      <text class="end" x={WIDTH} y={HEIGHT - 5}>
        {members}
      </text>
      <polyline points={points.map(({ x, accuracy }) => `${x},${y(accuracy)}`).join(' ')} />
      {points.map((point) => (
        <g key={point.members.length}>
          <line x1={point.x} x2={point.x} y1={y(point.accuracyLow)} y2={y(point.accuracyHigh)} />
          <circle cx={point.x} cy={y(point.accuracy)} r={DOT}>
            <title>{describeEnsemble(point)}</title>
          </circle>
        </g>
      ))}
    </svg>
  );
}

/** In words, for those who do not see it. */
function labelOf(ensembles: readonly EnsembleView[]): string {
  const points = ensembles.map(
    ({ members, accuracy }) => `${members.length}: ${formatAccuracy(accuracy)}`,
  );
  return `Validation accuracy by number of members: ${points.join(', ')}`;
}
