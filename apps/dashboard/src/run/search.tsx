import {
  describeChoice,
  formatAccuracy,
  formatLoss,
  formatValues,
  inRankOrder,
  type SearchReport,
} from '@chorus/run-view';
import { Panel, Scroller } from '../parts.tsx';

/** The trials of a search, the best first, and which of them make the ensemble. */
export function Search({ search }: { search: SearchReport }) {
  return (
    <Panel title="Search">
      <p class="muted">{describeChoice(search)}.</p>
      <Scroller label="Search" tall>
        <table>
          <thead>
            <tr>
              <th scope="col">Trial</th>
              <th scope="col">Drawn</th>
              <th scope="col" class="number">
                Rank
              </th>
              <th scope="col" class="number">
                Validation accuracy
              </th>
              <th scope="col" class="number">
                NLL
              </th>
              <th scope="col">In the ensemble</th>
            </tr>
          </thead>
          <tbody>
            {inRankOrder(search).map(({ trial, rank, values, validation, kept }) => (
              <tr key={trial}>
                <th scope="row">{trial}</th>
                <td>{formatValues(values)}</td>
                <td class="number">{rank ?? '–'}</td>
                <td class="number strong">
                  {validation ? formatAccuracy(validation.accuracy) : '–'}
                </td>
                <td class="number">{validation ? formatLoss(validation.nll) : '–'}</td>
                <td>{kept ? 'kept' : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}
