import { formatAccuracy, type NotableSample, type Report } from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';

/** Test samples to look at: those that members disagree about, and those whose labels may be wrong. */
export function Notable({ notable }: { notable: NonNullable<Report['notable']> }) {
  return (
    <div class="pair">
      <Samples title="Members disagree most" samples={notable.disputed} />
      <Samples title="Surely wrong, or wrongly labelled" samples={notable.sureButWrong} />
    </div>
  );
}

function Samples({ title, samples }: { title: string; samples: readonly NotableSample[] }) {
  return (
    <Panel title={title}>
      {samples.length === 0 ? (
        <p class="muted">none</p>
      ) : (
        <Scroller label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">
                  Test sample
                </th>
                <th scope="col">Label</th>
                <th scope="col">Ensemble</th>
                <th scope="col">Votes</th>
              </tr>
            </thead>
            <tbody>
              {samples.map((sample) => (
                <tr key={sample.index}>
                  <td class="number">{sample.index}</td>
                  <td>{sample.actual}</td>
                  <td>{`${sample.predicted} ${formatAccuracy(sample.confidence)}`}</td>
                  <td>{votesOf(sample)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </Panel>
  );
}

/** `3 disc, 1 ring` */
function votesOf({ votes }: NotableSample): string {
  return votes.map(({ class: name, members }) => `${members} ${name}`).join(', ');
}
