import { formatAccuracy, type NotableSample, type Report } from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';
import { SampleRows } from './sample-rows.tsx';
import { Pictures } from './samples.tsx';

interface NotableProps {
  readonly notable: NonNullable<Report['notable']>;
  /** The names of all columns, where samples are rows that have some. */
  readonly columns: readonly string[] | undefined;
  /** The address of the picture of a test image. */
  readonly addressOf: (index: number) => string;
}

/** Test samples to look at: those that members disagree about, and those whose labels may be wrong. */
export function Notable({ notable, columns, addressOf }: NotableProps) {
  const kinds = [
    { title: 'Members disagree most', samples: notable.disputed },
    { title: 'Surely wrong, or wrongly labelled', samples: notable.sureButWrong },
  ];
  // Rows need the page's width.
  if (kinds.some(({ samples }) => samples[0]?.values)) {
    return kinds.map((kind) => <SampleRows key={kind.title} {...kind} columns={columns} />);
  }
  return (
    <div class="pair">
      {kinds.map((kind) => (
        <NotableSamples key={kind.title} {...kind} addressOf={addressOf} />
      ))}
    </div>
  );
}

interface NotableSamplesProps extends Pick<NotableProps, 'addressOf'> {
  readonly title: string;
  readonly samples: readonly NotableSample[];
}

/** Those that have pictures, then those that have none. */
function NotableSamples({ title, samples, addressOf }: NotableSamplesProps) {
  const pictured = samples.filter(({ picture }) => picture);
  const others = samples.filter(({ picture }) => !picture);
  return (
    <Panel title={title}>
      {samples.length === 0 && <p class="muted">none</p>}
      {pictured.length > 0 && <Pictures samples={pictured} addressOf={addressOf} />}
      {others.length > 0 && <SampleTable title={title} samples={others} />}
    </Panel>
  );
}

/** Samples that are told by their numbers. */
function SampleTable({ title, samples }: Omit<NotableSamplesProps, 'addressOf'>) {
  return (
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
  );
}

/** `3 disc, 1 ring` */
function votesOf({ votes }: NotableSample): string {
  return votes.map(({ class: name, members }) => `${members} ${name}`).join(', ');
}
