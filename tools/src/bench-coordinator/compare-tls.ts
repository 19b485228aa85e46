import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureJoins } from './measure-joins.ts';
import { measureSide, type SideFigures } from './measure-side.ts';
import { quantile } from './quantile.ts';
import { SiteTrust } from './site-trust.ts';

export interface ComparisonOptions {
  readonly workers: number;
  /** Reports per second at which acknowledgements are measured. */
  readonly rate: number;
  readonly rounds: number;
  /** Machines that join at the same moment; 0: none do. */
  readonly joins: number;
  /** Takes a line of the result. */
  readonly print: (line: string) => void;
}

const COLUMNS: readonly {
  readonly title: string;
  readonly figure: keyof SideFigures;
  readonly best: (...values: number[]) => number;
  readonly digits: number;
}[] = [
  { title: 'connects/s', figure: 'connectsPerSecond', best: Math.max, digits: 0 },
  { title: 'all back s', figure: 'returnSeconds', best: Math.min, digits: 1 },
  { title: 'retries', figure: 'retries', best: Math.min, digits: 0 },
  { title: 'reports/s', figure: 'reportsPerSecond', best: Math.max, digits: 0 },
  { title: 'p50 ms', figure: 'p50Ms', best: Math.min, digits: 1 },
  { title: 'p99 ms', figure: 'p99Ms', best: Math.min, digits: 1 },
  { title: 'CPU µs/report', figure: 'cpuMicrosPerReport', best: Math.min, digits: 0 },
  { title: 'memory MB', figure: 'memoryMb', best: Math.min, digits: 0 },
];

/** Measures a coordinator with mutual TLS beside one in plain text, in alternating rounds; prints each, the medians and the bests. */
export async function compareTls(options: ComparisonOptions): Promise<void> {
  const { workers, rate, rounds, joins, print } = options;
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  try {
    const trust = await SiteTrust.create(join(folder, 'trust'), workers);
    const sides = [
      { name: 'plain', trust: undefined, measured: [] as SideFigures[] },
      { name: 'TLS', trust, measured: [] as SideFigures[] },
    ];
    print(`${workers} workers from one address; acknowledgements at ${rate} reports/s`);
    print(['round '.padEnd(14), ...COLUMNS.map(({ title }) => title)].join('  '));
    for (let round = 1; round <= rounds; round++) {
      // Who comes first changes, so that neither always runs on a machine that the other has warmed.
      for (const side of round % 2 === 1 ? sides : sides.toReversed()) {
        const figures = await measureSide({ workers, rate, trust: side.trust });
        side.measured.push(figures);
        print(formatRow(`${round} ${side.name}`, (figure) => figures[figure]));
      }
    }
    const [plain, tls] = sides.map(({ name, measured }) => summarize(name, measured, print));
    const ratio = (sum: 'median' | 'best') =>
      tls![sum]('reportsPerSecond') / plain![sum]('reportsPerSecond');
    print(
      `reports/s with TLS: ${ratio('median').toFixed(2)} of plain text's (medians), ${ratio('best').toFixed(2)} (bests)`,
    );
    if (joins > 0) {
      const seconds = await measureJoins(joins, trust);
      print(
        `${joins} machines joined at once with a token: ${seconds.toFixed(1)} s, ${(joins / seconds).toFixed(1)}/s`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type FigureOf = (figure: keyof SideFigures) => number;

/** Prints a side's medians and bests. */
function summarize(
  name: string,
  measured: readonly SideFigures[],
  print: (line: string) => void,
): Readonly<Record<'median' | 'best', FigureOf>> {
  const values = (figure: keyof SideFigures) => measured.map((figures) => figures[figure]);
  const bestOf = new Map(COLUMNS.map(({ figure, best }) => [figure, best]));
  const median: FigureOf = (figure) => quantile(values(figure), 0.5);
  const best: FigureOf = (figure) => bestOf.get(figure)!(...values(figure));
  print(formatRow(`median ${name}`, median));
  print(formatRow(`best ${name}`, best));
  return { median, best };
}

function formatRow(label: string, valueOf: FigureOf): string {
  const cells = COLUMNS.map(({ title, figure, digits }) =>
    valueOf(figure).toFixed(digits).padStart(title.length),
  );
  return [label.padEnd(14), ...cells].join('  ');
}
