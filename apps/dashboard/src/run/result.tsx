import { formatAccuracy, type MemberReport, type Report } from '@chorus/run-view';
import { memberHue } from '../colours.ts';
import { Fact, Panel } from '../parts.tsx';
import { AccuracyChart } from './accuracy-chart.tsx';

/** The ensemble beside its members. */
export function Result({ report }: { report: Report }) {
  const { ensemble, members } = report;
  const accuracies = members.map(({ testAccuracy }) => testAccuracy);
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
  const best = Math.max(...accuracies);
  return (
    <Panel title="Result" class="result">
      <p class="headline">
        <strong>{formatAccuracy(ensemble.accuracy)}</strong>
        <span>
          {`test accuracy of the ensemble of ${members.length}: `}
          {`${points(ensemble.accuracy - mean)} on the members' mean of ${formatAccuracy(mean)}, `}
          {`${points(ensemble.accuracy - best)} on the best of ${formatAccuracy(best)}`}
        </span>
      </p>
      <AccuracyStrip members={members} ensemble={ensemble.accuracy} />
      <div class="beside">
        {members.length > 1 && ensemble.accuracyByMembers && (
          <AccuracyByMembers accuracies={ensemble.accuracyByMembers} />
        )}
        <dl class="facts">
          <Fact name="Negative log-likelihood" value={ensemble.nll.toFixed(4)} />
          <Fact name="Brier score" value={ensemble.brier.toFixed(4)} />
          <Fact name="Calibration error" value={ensemble.ece.toFixed(4)} />
          <Fact name="Disagreement" value={ensemble.disagreement.toFixed(4)} />
        </dl>
      </div>
    </Panel>
  );
}

/** Test accuracy of the first m members together, over m. */
function AccuracyByMembers({ accuracies }: { accuracies: readonly number[] }) {
  const members = accuracies.length;
  const label =
    `Test accuracy by number of members: ${formatAccuracy(accuracies[0]!)} with 1, ` +
    `${formatAccuracy(accuracies.at(-1)!)} with ${members}`;
  const points = accuracies.map((accuracy, index) => ({
    members: index + 1,
    accuracy,
    title: `the first ${index + 1}: ${formatAccuracy(accuracy)}`,
  }));
  return (
    <div>
      <p class="muted">Test accuracy of the first members together</p>
      <AccuracyChart points={points} members={members} label={label} />
    </div>
  );
}

/** Percentage points, with their sign. */
function points(difference: number): string {
  const text = (Math.abs(difference) * 100).toFixed(2);
  return `${difference < 0 ? '−' : '+'}${text} points`;
}

const HEIGHT = 48;
const AXIS = HEIGHT - 2;

/** Test accuracies on a line: a dot per member, a mark for the ensemble. */
function AccuracyStrip({
  members,
  ensemble,
}: {
  members: readonly MemberReport[];
  ensemble: number;
}) {
  const all = [ensemble, ...members.map(({ testAccuracy }) => testAccuracy)];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const span = most - least || 0.01;
  const x = (value: number) => `${((value - least) / span) * 100}%`;
  const label = `Test accuracy: members from ${formatAccuracy(Math.min(...all.slice(1)))} to ${formatAccuracy(Math.max(...all.slice(1)))}, the ensemble ${formatAccuracy(ensemble)}`;
  return (
    <div class="strip">
      <svg height={HEIGHT} role="img" aria-label={label}>
        <line class="axis" x1="0" x2="100%" y1={AXIS} y2={AXIS} />
        {members.map(({ member, testAccuracy }, index) => (
          <circle
            key={member}
            class="of-member"
            style={{ '--hue': memberHue(member) }}
            cx={x(testAccuracy)}
            cy={AXIS - 9 - (index % 3) * 11}
            r={5}
          >
            <title>{`member ${member}: ${formatAccuracy(testAccuracy)}`}</title>
          </circle>
        ))}
        <line class="ensemble" x1={x(ensemble)} x2={x(ensemble)} y1={4} y2={AXIS} />
      </svg>
      <p class="range muted" aria-hidden="true">
        <span>{formatAccuracy(least)}</span>
        <span>{formatAccuracy(most)}</span>
      </p>
    </div>
  );
}
