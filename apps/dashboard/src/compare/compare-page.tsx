import {
  contrastNotes,
  describeContrasts,
  differenceRows,
  formatDataset,
  resultRows,
  runLetter,
  type Comparison,
  type ComparisonRow,
} from '@chorus/run-view';
import type { ComponentChildren } from 'preact';
import { usePolled } from '../answers.ts';
import { Panel, Scroller, State, Swatch, Title } from '../parts.tsx';
import { runAddress } from '../route.ts';
import { SpreadCurves } from './spread-curves.tsx';

/** Runs side by side, as they go; each has a letter and a colour. */
export function ComparePage({ runIds }: { runIds: readonly string[] }) {
  const names = runIds.map(encodeURIComponent).join(',');
  const { answer, problem } = usePolled<Comparison>(`/api/compare/${names}`);
  return (
    <>
      <Title name="Compare" problem={problem} />
      {answer && <Compared comparison={answer} />}
    </>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  const { runs } = comparison;
  const differences = differenceRows(comparison);
  return (
    <>
      <Runs comparison={comparison} />
      <Contrasts comparison={comparison} />
      <div class="pair">
        <SpreadCurves title="Loss" measure="loss" runs={runs} />
        <SpreadCurves title="Accuracy" measure="accuracy" runs={runs} />
      </div>
      <div class="pair">
        <SideBySide
          title="Results on test samples"
          runs={runs.length}
          rows={resultRows(comparison)}
        />
        {differences.length > 0 ? (
          <SideBySide title="What differs" runs={runs.length} rows={differences} />
        ) : (
          <Panel title="What differs">
            <p>No setting, version or device.</p>
          </Panel>
        )}
      </div>
    </>
  );
}

function Runs({ comparison: { runs } }: { comparison: Comparison }) {
  return (
    <Panel title="Runs">
      <Scroller label="Compared runs">
        <table>
          <tbody>
            {runs.map(({ runId, status, reason, dataset }, index) => (
              <tr key={runId}>
                <th scope="row">
                  <Letter index={index} /> <a href={runAddress(runId)}>{runId}</a>
                </th>
                <td>
                  <State of={status} />
                </td>
                <td>{formatDataset(dataset)}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function Contrasts({ comparison }: { comparison: Comparison }) {
  return (
    <Panel title="Ensembles on the same test samples">
      <dl class="facts">
        {describeContrasts(comparison).map(({ title, verdict, detail }) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd class="strong">{verdict}</dd>
            <dd class="muted">{detail}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">{contrastNotes(comparison).join(' ')}</p>
    </Panel>
  );
}

interface SideBySideProps {
  readonly title: string;
  /** How many. */
  readonly runs: number;
  readonly rows: readonly ComparisonRow[];
}

function SideBySide({ title, runs, rows }: SideBySideProps) {
  return (
    <Panel title={title}>
      <Scroller label={title}>
        <table>
          <thead>
            <tr>
              <td />
              {Array.from({ length: runs }, (_, index) => (
                <th key={index} scope="col" class="number">
                  <Letter index={index} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={index} class="number">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

/** A run's colour and its letter. */
function Letter({ index }: { index: number }): ComponentChildren {
  return (
    <>
      <Swatch member={index + 1} /> {runLetter(index)}
    </>
  );
}
