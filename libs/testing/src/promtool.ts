import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REMEDY =
  'promtool is not on the PATH: apt install prometheus, or go install github.com/prometheus/prometheus/cmd/promtool@latest';

/** What Prometheus' own tool says of metrics or rules. */
export type PromtoolFindings =
  /** Empty when it has found nothing. */
  | { readonly findings: string; readonly reason?: undefined }
  /** Why it was not asked: the test then calls `context.skip(reason)`. */
  | { readonly findings?: undefined; readonly reason: string };

/** Whether names, units and help texts are as they should be. @param text what a scrape gets */
export function lintMetrics(text: string): PromtoolFindings {
  return runPromtool(['check', 'metrics'], text);
}

/** Whether these are PromQL. */
export function lintQueries(queries: readonly string[]): PromtoolFindings {
  const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
  const folder = mkdtempSync(join(tmpdir(), 'chorus-promtool-'));
  try {
    // A file, because promtool before 2.44 reads no rules from its input; JSON is YAML.
    const path = join(folder, 'rules.json');
    writeFileSync(path, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    return runPromtool(['check', 'rules', path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function runPromtool(args: readonly string[], input = ''): PromtoolFindings {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, {
    input,
    encoding: 'utf8',
  });
  if (error) return { reason: REMEDY };
  return { findings: status === 0 ? '' : `${stdout}${stderr}` };
}
