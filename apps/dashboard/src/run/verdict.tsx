/** What the ensemble says of one test sample. */
import { formatAccuracy, type NotableSample, type SampleReport } from '@chorus/run-view';

/** A test sample with what was said of it; its confidence where that is why it is shown. */
export type JudgedSample = Omit<NotableSample, 'confidence' | 'picture'> & {
  readonly confidence?: number;
};

/** A sample of the report as one that is shown: the votes are counted, the most frequent first. */
export function judge({ votes, ...sample }: SampleReport): JudgedSample {
  const counts = [...Map.groupBy(votes, (vote) => vote)]
    .map(([name, { length }]) => ({ class: name, members: length }))
    .toSorted((one, other) => other.members - one.members);
  return { ...sample, votes: counts };
}

/** What the ensemble takes it for, what it is, and how sure the ensemble is. */
export function Verdict({
  sample: { actual, predicted, confidence },
}: {
  readonly sample: JudgedSample;
}) {
  const isRight = actual === predicted;
  return (
    <>
      <p class={isRight ? 'good' : 'bad'}>
        {isRight ? '✓' : '✗'} {predicted}
      </p>
      {!isRight && <p class="muted">is {actual}</p>}
      {confidence !== undefined && <p class="muted">{`${formatAccuracy(confidence)} sure`}</p>}
    </>
  );
}

/** How often members took it for each class, the most frequent first. */
export function Votes({ sample: { votes } }: { readonly sample: JudgedSample }) {
  return (
    <ul class="votes" aria-label="Votes of the members">
      {votes.map(({ class: name, members }) => (
        <li key={name} class="muted">
          <span>{name}</span> {members}
        </li>
      ))}
    </ul>
  );
}
