import { Panel } from '../parts.tsx';
import { Verdict, Votes, type JudgedSample } from './verdict.tsx';

interface SamplesProps {
  readonly samples: readonly JudgedSample[];
  /** The address of the picture of a test image. */
  readonly addressOf: (index: number) => string;
}

/** A few test images in a panel of their own. */
export function Samples(props: SamplesProps) {
  return (
    <Panel title="Samples">
      <Pictures {...props} />
    </Panel>
  );
}

/** Test images: what they show, what the ensemble takes them for, and how the members voted. */
export function Pictures({ samples, addressOf }: SamplesProps) {
  return (
    <ul class="samples">
      {samples.map((sample) => (
        <li key={sample.index}>
          <img
            src={addressOf(sample.index)}
            alt={`test image ${sample.index}: ${sample.actual}`}
            width="96"
            height="96"
          />
          {sample.confidence !== undefined && (
            <p class="muted file" title={sample.name}>
              {sample.name ?? `test image ${sample.index}`}
            </p>
          )}
          <Verdict sample={sample} />
          <Votes sample={sample} />
        </li>
      ))}
    </ul>
  );
}
