import { formatAccuracy, formatCount } from '@chorus/run-view';

const WIDTH = 600;
const HEIGHT = 72;
const MARGIN = 10;

/** Test accuracy of the first m members together, over m: what each further member has added. */
export function AccuracyByMembers({ accuracies }: { accuracies: readonly number[] }) {
  const [least, most] = [Math.min(...accuracies), Math.max(...accuracies)];
  const x = (index: number) => MARGIN + (index / (accuracies.length - 1)) * (WIDTH - 2 * MARGIN);
  const y = (accuracy: number) =>
    MARGIN + ((most - accuracy) / (most - least || 1)) * (HEIGHT - 2 * MARGIN);
  const points = accuracies.map((accuracy, index) => `${x(index)},${y(accuracy)}`);
  const label =
    `Test accuracy by number of members: ${formatAccuracy(accuracies[0]!)} with 1, ` +
    `${formatAccuracy(accuracies.at(-1)!)} with ${accuracies.length}`;
  return (
    <div class="strip">
      <p class="muted">
        {`Test accuracy of the first members together, ${formatAccuracy(least)} to ${formatAccuracy(most)}`}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <polyline class="by-members" points={points.join(' ')} />
        {accuracies.map((accuracy, index) => (
          <circle key={index} class="by-members" cx={x(index)} cy={y(accuracy)} r={3}>
            <title>{`the first ${index + 1}: ${formatAccuracy(accuracy)}`}</title>
          </circle>
        ))}
      </svg>
      <p class="range muted" aria-hidden="true">
        <span>1 member</span>
        <span>{formatCount(accuracies.length, 'member')}</span>
      </p>
    </div>
  );
}
