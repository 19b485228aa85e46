/** What an ensemble says of one test sample. */
import type { SampleReport } from '@chorus/run-view';

/** What the ensemble takes it for, and what it is. */
export function Verdict({ sample: { actual, predicted } }: { sample: SampleReport }) {
  const isRight = actual === predicted;
  return (
    <>
      <p class={isRight ? 'good' : 'bad'}>
        {isRight ? '✓' : '✗'} {predicted}
      </p>
      {!isRight && <p class="muted">is {actual}</p>}
    </>
  );
}

/** How often members took it for each class, the most frequent first. */
export function Votes({ sample: { votes } }: { sample: SampleReport }) {
  const counts = [...Map.groupBy(votes, (vote) => vote)]
    .map(([name, { length }]) => ({ name, length }))
    .toSorted((one, other) => other.length - one.length);
  return (
    <ul class="votes" aria-label="Votes of the members">
      {counts.map(({ name, length }) => (
        <li key={name} class="muted">
          <span>{name}</span> {length}
        </li>
      ))}
    </ul>
  );
}
