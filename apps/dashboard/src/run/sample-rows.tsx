import { formatInteger } from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';
import { Verdict, Votes, type JudgedSample } from './verdict.tsx';

interface SampleRowsProps {
  readonly title: string;
  readonly samples: readonly JudgedSample[];
  /** The names of all columns, where they have names. */
  readonly columns: readonly string[] | undefined;
}

/** Test samples that are rows of values: what each is taken for, how the members voted, and its first columns. */
export function SampleRows({ title, samples, columns }: SampleRowsProps) {
  if (samples.length === 0) {
    return (
      <Panel title={title}>
        <p class="muted">none</p>
      </Panel>
    );
  }
  const shown = samples[0]!.values!.length;
  const rest = (columns?.length ?? shown) - shown;
  const names = Array.from({ length: shown }, (_, at) => columns?.[at] ?? `value ${at + 1}`);
  return (
    <Panel
      title={title}
      aside={rest > 0 && <span class="muted">{`and ${formatInteger(rest)} more columns`}</span>}
    >
      <Scroller label={title}>
        <table class="sample-rows">
          <thead>
            <tr>
              <th scope="col" class="number">
                Row
              </th>
              <th scope="col">Taken for</th>
              <th scope="col">Votes</th>
              {names.map((name, at) => (
                <th key={at} scope="col" class="number name" title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.map((sample) => (
              <Row key={sample.index} sample={sample} columns={shown} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function Row({ sample, columns }: { readonly sample: JudgedSample; readonly columns: number }) {
  // Of the last of very wide rows no values were kept.
  const values = sample.values ?? Array<null>(columns).fill(null);
  return (
    <tr>
      <th scope="row" class="number">
        {formatInteger(sample.index)}
      </th>
      <td>
        <Verdict sample={sample} />
      </td>
      <td>
        <Votes sample={sample} />
      </td>
      {values.map((value, at) => (
        <td key={at} class="number name">
          {typeof value === 'string' ? value : formatNumber(value)}
        </td>
      ))}
    </tr>
  );
}

/** Five digits; JSON has null for what is no finite number. */
function formatNumber(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(5)));
}
