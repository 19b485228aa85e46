import type { Report, SampleReport } from '@chorus/run-view';
import { Panel } from '../parts.tsx';

interface SamplesProps {
  readonly report: Report;
  /** The address of the picture of a test image. */
  readonly addressOf: (index: number) => string;
}

/**
 * A few test samples: what they show, what the ensemble takes them for, and how the members voted. There are
 * none of samples that cannot be drawn.
 */
export function Samples({ report, addressOf }: SamplesProps) {
  if (report.samples.length === 0) return null;
  return (
    <Panel title="Samples">
      <ul class="samples">
        {report.samples.map((sample) => (
          <Sample key={sample.index} sample={sample} address={addressOf(sample.index)} />
        ))}
      </ul>
    </Panel>
  );
}

function Sample({ sample, address }: { sample: SampleReport; address: string }) {
  const { index, actual, predicted, votes } = sample;
  const isRight = actual === predicted;
  const counts = [...Map.groupBy(votes, (vote) => vote)]
    .map(([name, { length }]) => ({ name, length }))
    .toSorted((one, other) => other.length - one.length);
  return (
    <li>
      <img src={address} alt={`test image ${index}: ${actual}`} width="96" height="96" />
      <p class={isRight ? 'good' : 'bad'}>
        {isRight ? '✓' : '✗'} {predicted}
      </p>
      {!isRight && <p class="muted">is {actual}</p>}
      <ul class="votes" aria-label="Votes of the members">
        {counts.map(({ name, length }) => (
          <li key={name} class="muted">
            {name} {length}
          </li>
        ))}
      </ul>
    </li>
  );
}
