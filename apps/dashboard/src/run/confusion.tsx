import type { Report } from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';

/** A matrix of more classes is left to report.json: nobody could read it, and browsers take long to draw it. */
const MOST_CLASSES = 100;

/** How often the ensemble took each class for each other; the strength of a cell is its share of the row. */
export function Confusion({ report }: { report: Report }) {
  const { classes } = report.dataset;
  const { confusion } = report.ensemble;
  if (!confusion || classes.length > MOST_CLASSES) return null;
  return (
    <Panel
      title="Confusion matrix"
      aside={<span class="muted">rows: actual, columns: predicted</span>}
    >
      <Scroller label="Confusion matrix">
        <table class="confusion">
          <thead>
            <tr>
              <td />
              {classes.map((name) => (
                <th key={name} scope="col" title={name}>
                  <span>{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {confusion.map((row, actual) => (
              <tr key={actual}>
                <th scope="row" title={classes[actual]}>
                  <span>{classes[actual]}</span>
                </th>
                {row.map((count, predicted) => (
                  <Cell
                    key={predicted}
                    count={count}
                    share={count / Math.max(1, total(row))}
                    isRight={actual === predicted}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function Cell({ count, share, isRight }: { count: number; share: number; isRight: boolean }) {
  // Mistakes are rare: with the scale of what is right nobody would see them.
  const strength = isRight ? share * 0.5 : Math.min(0.6, share * 2);
  return (
    <td
      class={isRight ? 'right' : 'wrong'}
      style={{ '--strength': `${Math.round(strength * 100)}%` }}
    >
      {count === 0 ? <span class="muted">·</span> : count}
    </td>
  );
}

function total(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0);
}
