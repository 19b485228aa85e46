import {
  FINDINGS_SHOWN,
  formatCount,
  formatInteger,
  type DatasetFacts,
  type DatasetFinding,
} from '@chorus/run-view';
import { Fact, Panel, Scroller } from '../parts.tsx';

/** Of more classes or columns the rest is counted: dataset.json has all. */
const CLASSES_SHOWN = 100;
const COLUMNS_SHOWN = 12;

const SPLITS = { train: 'Training', validation: 'Validation', test: 'Test' } as const;
const KINDS: Record<DatasetFinding['kind'], string> = {
  recognised: 'recognised',
  mapped: 'mapped',
  'left-out': 'left out',
  changed: 'changed',
  warning: 'warning',
};

interface DatasetProps {
  readonly facts: DatasetFacts;
  /** Findings beyond those in `facts`. */
  readonly moreFindings?: number | undefined;
}

/** What the run is trained on, and what was found when it was made of the user's files. */
export function Dataset({ facts, moreFindings = 0 }: DatasetProps) {
  const { sample, classes, columns, splits, normalisation, sha256 } = facts;
  const shape = sample.shape.map(formatInteger).join(' × ') || 'a number';
  return (
    <Panel title="Data" aside={<code class="muted fingerprint">{sha256}</code>}>
      <dl class="facts">
        <Fact name="Each sample" value={`${shape}, ${sample.type}`} />
        <Fact name="Classes" value={formatInteger(classes.length)} />
        {splits.map(({ split, samples }) => (
          <Fact key={split} name={`${SPLITS[split]} samples`} value={formatInteger(samples)} />
        ))}
        {columns && <Fact name="Columns" value={listed(columns, COLUMNS_SHOWN)} />}
        {normalisation && <Fact name="Values" value="standardised as the training samples are" />}
      </dl>
      <div class="pair data">
        <ClassCounts facts={facts} />
        <Findings findings={facts.findings} more={moreFindings} />
      </div>
    </Panel>
  );
}

function ClassCounts({ facts: { classes, splits } }: { facts: DatasetFacts }) {
  const most = Math.max(1, ...splits.flatMap(({ byClass }) => byClass));
  return (
    <Scroller label="Samples by class" tall>
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <td />
            {splits.map(({ split }) => (
              <th key={split} scope="col" class="number">
                {SPLITS[split]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {classes.slice(0, CLASSES_SHOWN).map((name, index) => (
            <tr key={index}>
              <th scope="row" class="name" title={name}>
                {name}
              </th>
              <td>
                <CountBar share={splits[0]!.byClass[index]! / most} />
              </td>
              {splits.map(({ split, byClass }) => (
                <td key={split} class="number">
                  {formatInteger(byClass[index]!)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {classes.length > CLASSES_SHOWN && (
        <p class="muted">{`and ${formatCount(classes.length - CLASSES_SHOWN, 'more class', 'more classes')}`}</p>
      )}
    </Scroller>
  );
}

/** @param share 0 to 1 */
function CountBar({ share }: { share: number }) {
  return (
    <svg class="class-bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ensemble" x={0} y={2} height={8} width={share * 100} />
    </svg>
  );
}

function Findings({ findings, more }: { findings: readonly DatasetFinding[]; more: number }) {
  const shown = findings.slice(0, FINDINGS_SHOWN);
  const rest = findings.length - shown.length + more;
  if (shown.length === 0) return <p class="muted">Nothing was found that needs saying.</p>;
  return (
    <div>
      <ul class="findings" aria-label="What was found in the data">
        {shown.map(({ kind, text }, index) => (
          <li key={index}>
            <span class={kind === 'warning' ? 'warn' : 'muted'}>{KINDS[kind]}</span> {text}
          </li>
        ))}
      </ul>
      {rest > 0 && <p class="muted">{`and ${formatInteger(rest)} more, in dataset.json`}</p>}
    </div>
  );
}

function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  const shown = names.slice(0, most).join(', ');
  return rest > 0 ? `${shown} and ${formatInteger(rest)} more` : shown;
}
