import {
  formatAccuracy,
  formatCombination,
  type MemberReport,
  type Report,
} from '@chorus/run-view';
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
          {`test accuracy of the ensemble of ${members.length}${ruleWords(report)}: `}
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
          {ensemble.measures && <MeasureFacts measures={ensemble.measures} />}
        </dl>
      </div>
    </Panel>
  );
}

type Measures = NonNullable<Report['ensemble']['measures']>;

function MeasureFacts({ measures }: { measures: Measures }) {
  const { accuracyInterval, top5Accuracy, macroF1, auroc, aurc, accuracyAt90 } = measures;
  const { low, high } = accuracyInterval;
  return (
    <>
      <Fact name="Accuracy, 95%" value={`${formatAccuracy(low)} – ${formatAccuracy(high)}`} />
      {top5Accuracy !== undefined && (
        <Fact name="Top-5 accuracy" value={formatAccuracy(top5Accuracy)} />
      )}
      <Fact name="Macro F1" value={macroF1.toFixed(4)} />
      {auroc !== null && <Fact name="AUROC" value={auroc.toFixed(4)} />}
      <Fact name="AURC" value={aurc.toFixed(4)} />
      <Fact name="Accuracy, surest 90%" value={formatAccuracy(accuracyAt90)} />
    </>
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

/** ` by greedy`; nothing for the plain sum. */
function ruleWords({ ensemble: { combination } }: Report): string {
  const words = combination ? formatCombination(combination) : 'sum';
  return words === 'sum' ? '' : ` by ${words}`;
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
