const WIDTH = 84;
const HEIGHT = 18;
const SHOWN = 40;

/** A line of a few numbers from 0 up, the newest at its right end; the label says the extremes. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const shown = values.slice(-SHOWN);
  if (shown.length < 2) return null;
  const most = Math.max(...shown);
  const step = WIDTH / (shown.length - 1);
  const points = shown.map(
    (value, index) =>
      `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  const range = `${Math.min(...shown).toFixed(1)} to ${most.toFixed(1)}`;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${range}`}
    >
      <polyline points={points.join(' ')} />
    </svg>
  );
}
