import { formatInteger, type Report } from '@chorus/run-view';
import { Panel } from '../parts.tsx';

const SIZE = 220;
const LEFT = 34;
const BOTTOM = 24;

/** Reliability diagram: of the predictions made with some confidence, the share that was right. */
export function Calibration({ report }: { report: Report }) {
  const { calibration: bins, ece } = report.ensemble;
  const [width, height] = [LEFT + SIZE, SIZE + BOTTOM];
  const step = SIZE / bins.length;
  const y = (share: number) => SIZE - share * SIZE;
  const filled = bins.flatMap((bin, index) => (bin.samples > 0 ? [{ ...bin, index }] : []));
  const label =
    `Calibration error ${ece.toFixed(4)}. ` +
    filled
      .map((bin) => `confidence ${bin.confidence.toFixed(2)}: accuracy ${bin.accuracy.toFixed(2)}`)
      .join('; ');
  return (
    <Panel title="Calibration" aside={<span class="muted">{`error ${ece.toFixed(4)}`}</span>}>
      <div class="beside">
        <svg class="calibration" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          <g transform={`translate(${LEFT} 0)`}>
            {filled.map(({ index, samples, confidence, accuracy }) => (
              <g key={index}>
                <rect
                  class="accuracy"
                  x={index * step + 1}
                  width={step - 2}
                  y={y(accuracy)}
                  height={accuracy * SIZE}
                >
                  <title>{`${samples} samples, confidence ${confidence.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`}</title>
                </rect>
                <line
                  class="confidence"
                  x1={index * step + 1}
                  x2={(index + 1) * step - 1}
                  y1={y(confidence)}
                  y2={y(confidence)}
                />
              </g>
            ))}
            <line class="ideal" x1={0} y1={SIZE} x2={SIZE} y2={0} />
            <line class="axis" x1={0} y1={SIZE} x2={SIZE} y2={SIZE} />
            <line class="axis" x1={0} y1={0} x2={0} y2={SIZE} />
            {[0, 0.5, 1].map((share) => (
              <g key={share}>
                <text class="end" x={-6} y={y(share) + (share === 1 ? 10 : 4)}>
                  {share}
                </text>
                <text
                  class={share === 0 ? '' : share === 1 ? 'end' : 'middle'}
                  x={share * SIZE}
                  y={SIZE + 16}
                >
                  {share === 0.5 ? 'confidence' : share}
                </text>
              </g>
            ))}
          </g>
        </svg>
        <BinTable bins={filled} />
      </div>
      <p class="muted">
        Bars: accuracy. Marks: mean confidence; below the mark, the ensemble is too sure.
      </p>
    </Panel>
  );
}

/** A row for each bin of confidence that any prediction lies in. */
function BinTable({ bins }: { bins: Report['ensemble']['calibration'] }) {
  return (
    <table class="bins">
      <thead>
        <tr>
          <th scope="col" class="number">
            Confidence
          </th>
          <th scope="col" class="number">
            Accuracy
          </th>
          <th scope="col" class="number">
            Samples
          </th>
        </tr>
      </thead>
      <tbody>
        {bins.map(({ confidence, accuracy, samples }) => (
          <tr key={confidence}>
            <td class="number">{confidence.toFixed(3)}</td>
            <td class="number">{accuracy.toFixed(3)}</td>
            <td class="number">{formatInteger(samples)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
