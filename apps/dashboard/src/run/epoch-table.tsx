import { formatAccuracy, formatLoss, type MemberView } from '@chorus/run-view';
import { Panel, Scroller, Swatch } from '../parts.tsx';

/** Every epoch of one member, in numbers. */
export function EpochTable({ view, onClose }: { view: MemberView; onClose: () => void }) {
  const { member, epochs, device, backend } = view;
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
              {['Epoch', 'Loss', 'Accuracy', 'Seconds', 'Samples/s'].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {epochs.map(({ epoch, loss, accuracy, seconds, samplesPerSecond }) => (
              <tr key={epoch}>
                <th scope="row" class="number">
                  {epoch}
                </th>
                <td class="number">{formatLoss(loss)}</td>
                <td class="number">{formatAccuracy(accuracy)}</td>
                <td class="number">{seconds.toFixed(1)}</td>
                <td class="number">{Math.round(samplesPerSecond)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}
