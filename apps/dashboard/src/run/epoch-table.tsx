import {
  formatAccuracy,
  formatLoss,
  formatSmall,
  type EpochView,
  type MemberView,
} from '@chorus/run-view';
import { Panel, Scroller, Swatch } from '../parts.tsx';

interface Column {
  readonly name: string;
  readonly figure: Exclude<keyof EpochView, 'epoch'>;
  /** Whether it stands only where an epoch has it. */
  readonly isOptional?: boolean;
  show(value: number): string;
}

const COLUMNS: readonly Column[] = [
  { name: 'Loss', figure: 'loss', show: formatLoss },
  { name: 'Accuracy', figure: 'accuracy', show: formatAccuracy },
  { name: 'Validation loss', figure: 'validationLoss', show: formatLoss, isOptional: true },
  {
    name: 'Validation accuracy',
    figure: 'validationAccuracy',
    show: formatAccuracy,
    isOptional: true,
  },
  { name: 'Learning rate', figure: 'learningRate', show: formatSmall, isOptional: true },
  { name: 'Gradient', figure: 'gradientNorm', show: formatSmall, isOptional: true },
  { name: 'Seconds', figure: 'seconds', show: (value) => value.toFixed(1) },
  { name: 'Samples/s', figure: 'samplesPerSecond', show: (value) => String(Math.round(value)) },
];

/** Every epoch of one member, in numbers: those figures that any of them has. */
export function EpochTable({ view, onClose }: { view: MemberView; onClose: () => void }) {
  const { member, epochs, device, backend } = view;
  const columns = COLUMNS.filter(
    ({ figure, isOptional }) => !isOptional || epochs.some((epoch) => epoch[figure] !== undefined),
  );
  return (
    <Panel
      title={`Epochs of member ${member}`}
      aside={
        <button type="button" class="quiet" onClick={onClose}>
          Close
        </button>
      }
    >
      <p class="muted">
        <Swatch member={member} /> {backend ? `${backend}, ${device}` : 'not trained yet'}
      </p>
      <Scroller label={`Epochs of member ${member}`} tall>
        <table>
          <thead>
            <tr>
              {['Epoch', ...columns.map(({ name }) => name)].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {epochs.map((epoch) => (
              <tr key={epoch.epoch}>
                <th scope="row" class="number">
                  {epoch.epoch}
                </th>
                {columns.map(({ name, show, figure }) => {
                  const value = epoch[figure];
                  return (
                    <td key={name} class="number">
                      {value === undefined ? '–' : show(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}
