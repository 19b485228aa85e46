import type { Report } from '@chorus/run-view';
import { Panel } from '../parts.tsx';
import { Verdict, Votes } from './verdict.tsx';

interface SamplesProps {
  readonly report: Report;
  /** The address of the picture of a test image. */
  readonly addressOf: (index: number) => string;
}

/** A few test images: what they show, what the ensemble takes them for, and how the members voted. */
export function Samples({ report, addressOf }: SamplesProps) {
  return (
    <Panel title="Samples">
      <ul class="samples">
        {report.samples.map((sample) => (
          <li key={sample.index}>
            <img
              src={addressOf(sample.index)}
              alt={`test image ${sample.index}: ${sample.actual}`}
              width="96"
              height="96"
            />
            <Verdict sample={sample} />
            <Votes sample={sample} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
