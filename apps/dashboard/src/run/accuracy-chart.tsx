import { formatAccuracy, formatCount } from '@chorus/run-view';

/** The ensemble of so many members. */
export interface AccuracyPoint {
  readonly members: number;
  readonly accuracy: number;
  /** Its 95 % interval, where one is known. */
  readonly interval?: { readonly low: number; readonly high: number };
  /** The point in words. */
  readonly title: string;
}

interface AccuracyChartProps {
  readonly points: readonly AccuracyPoint[];
  /** The right end of the axis. */
  readonly members: number;
  /** The chart in words, for those who do not see it. */
  readonly label: string;
}

const HEIGHT = 132;
const DOT = 4;
/** The least room on either side of the middle of the accuracies shown. */
const LEAST_ROOM = 0.002;

/** Accuracy over the number of members, as wide as there is room: what each further one has added. */
export function AccuracyChart({ points, members, label }: AccuracyChartProps) {
  const { least, most } = scaleOf(points);
  const x = (count: number) => (100 * (count - 1)) / Math.max(1, members - 1);
  const y = (accuracy: number) => DOT + ((most - accuracy) / (most - least)) * (HEIGHT - 2 * DOT);
  const line = points.map((point) => `${x(point.members)},${y(point.accuracy)}`).join(' ');
  return (
    <div class="accuracy-chart">
      <p class="scale muted" aria-hidden="true">
        <span>{formatAccuracy(most)}</span>
        <span>{formatAccuracy(least)}</span>
      </p>
      <svg height={HEIGHT} role="img" aria-label={label}>
        <line class="axis" x1="0" x2="100%" y1={HEIGHT} y2={HEIGHT} />
        <svg viewBox={`0 0 100 ${HEIGHT}`} height={HEIGHT} preserveAspectRatio="none">
          <polyline points={line} />
        </svg>
        {points.map(({ members, accuracy, interval, title }) => (
          <g key={members}>
            {interval && (
              <line
                class="interval"
                x1={`${x(members)}%`}
                x2={`${x(members)}%`}
                y1={y(interval.low)}
                y2={y(interval.high)}
              />
            )}
            <circle cx={`${x(members)}%`} cy={y(accuracy)} r={DOT}>
              <title>{title}</title>
            </circle>
          </g>
        ))}
      </svg>
      <p class="range muted" aria-hidden="true">
        <span>1 member</span>
        <span>{formatCount(members, 'member')}</span>
      </p>
    </div>
  );
}

/** The scale from the lowest to the highest point, never so narrow that noise looks like a gain. */
function scaleOf(points: readonly AccuracyPoint[]): { least: number; most: number } {
  const all = points.flatMap(({ accuracy, interval }) => [
    accuracy,
    interval?.low ?? accuracy,
    interval?.high ?? accuracy,
  ]);
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((highest - lowest) / 2, LEAST_ROOM);
  const middle = Math.min(Math.max((lowest + highest) / 2, room), 1 - room);
  return { least: middle - room, most: middle + room };
}
