import {
  contrastNotes,
  describeContrasts,
  formatDataset,
  formatSetting,
  RESULT_LINES,
  runLetter,
  type Comparison,
} from '@chorus/run-view';
import type { ComponentChildren } from 'preact';
import { usePolled } from '../answers.ts';
import { Panel, Scroller, State, Swatch } from '../parts.tsx';
import { runAddress } from '../route.ts';
import { SpreadCurves } from './spread-curves.tsx';

/** Runs side by side, as they go; each has a letter and a colour. */
export function ComparePage({ runIds }: { runIds: readonly string[] }) {
  const names = runIds.map(encodeURIComponent).join(',');
  const { answer, problem } = usePolled<Comparison>(`/api/compare/${names}`);
  return (
    <>
      <div class="title">
        <h1>Compare</h1>
        {problem && (
          <p role="status" class="state bad">
            {problem}
          </p>
        )}
      </div>
      {answer && <Compared comparison={answer} />}
    </>
  );
}

function Compared({ comparison }: { comparison: Comparison }) {
  const { runs, differences } = comparison;
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
          title="Results on test images"
          runs={runs.length}
          rows={RESULT_LINES.map(({ name, text }) => [
            name,
            runs.map(({ result }) => text(result)),
          ])}
        />
        {differences.length > 0 ? (
          <SideBySide
            title="What differs"
            runs={runs.length}
            rows={differences.map(({ key, values }) => [
              key,
              values.map((value) => formatSetting(key, value)),
            ])}
          />
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
    <Panel title="Ensembles on the same test images">
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
  /** A name and a cell for each run. */
  readonly rows: readonly (readonly [name: string, cells: readonly string[]])[];
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
            {rows.map(([name, cells]) => (
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
