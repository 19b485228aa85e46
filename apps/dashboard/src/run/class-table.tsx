import { formatAccuracy, type Report } from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';

/** Accuracy by class: the ensemble beside its weakest and its best member. */
export function ClassTable({ report }: { report: Report }) {
  const { dataset, members, ensemble } = report;
  return (
    <Panel title="Accuracy by class">
      <Scroller label="Accuracy by class">
        <table>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <td />
              <th scope="col" class="number">
                Ensemble
              </th>
              <th scope="col" class="number">
                Members
              </th>
            </tr>
          </thead>
          <tbody>
            {dataset.classes.map((name, index) => (
              <ClassRow
                key={name}
                name={name}
                ensemble={ensemble.classAccuracies[index] ?? null}
                members={members.flatMap(({ classAccuracies }) => classAccuracies[index] ?? [])}
              />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

interface ClassRowProps {
  readonly name: string;
  /** The ensemble's accuracy; null: no test image is of this class. */
  readonly ensemble: number | null;
  readonly members: readonly number[];
}

function ClassRow({ name, ensemble, members }: ClassRowProps) {
  if (ensemble === null) {
    return (
      <tr>
        <th scope="row" class="name" title={name}>
          {name}
        </th>
        <td colSpan={3} class="muted">
          no test samples
        </td>
      </tr>
    );
  }
  const [least, most] = [Math.min(...members), Math.max(...members)];
  return (
    <tr>
      <th scope="row" class="name" title={name}>
        {name}
      </th>
      <td>
        <svg class="class-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
          <rect class="ensemble" x={0} y={2} height={8} width={ensemble * 100} />
          <line
            class="range"
            x1={least * 100}
            x2={Math.max(most, least + 0.01) * 100}
            y1={6}
            y2={6}
          />
        </svg>
      </td>
      <td class="number strong">{formatAccuracy(ensemble)}</td>
      <td class="number">{`${formatAccuracy(least)} – ${formatAccuracy(most)}`}</td>
    </tr>
  );
}
