import { spawnSync } from 'node:child_process';
import path from 'node:path';

interface Step {
  readonly name: string;
  readonly command: readonly [file: string, ...args: string[]];
  /** Shows what the command prints while it runs; else only when it fails. */
  readonly live?: boolean;
  /** Shows what the command printed when it succeeded, too. */
  readonly told?: boolean;
}

const WORKSPACE_ROOT = path.resolve(import.meta.dirname, '../../..');

// The tests come last, so that their closing line is the last line of all.
const STEPS: readonly Step[] = [
  { name: 'format', command: ['prettier', '--check', '.'] },
  // The lint rule for module boundaries reads the graph from Nx's cache, and checks nothing
  // where there is none, as in a fresh clone.
  { name: 'project graph', command: ['nx', 'graph', '--file=.nx/project-graph.json'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings=0'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'types of the page', command: ['tsc', '-p', 'apps/dashboard'] },
  { name: 'generated code', command: ['node', 'tools/src/generate-types/main.ts', '--check'] },
  { name: 'generated pages', command: ['node', 'tools/src/generate-docs/main.ts', '--check'] },
  {
    name: 'drawing of the imports',
    command: ['node', 'tools/src/import-graph/main.ts', '--check'],
  },
  { name: 'links in the documentation', command: ['node', 'tools/src/verify/check-links.ts'] },
  {
    name: 'supply chain',
    command: ['node', 'tools/src/verify/check-supply-chain.ts'],
    told: true,
  },
  // Workers that a test starts have caches of their own, and would each set it up again.
  { name: 'TensorFlow', command: ['node', 'libs/tensorflow/src/main.ts'] },
  // Likewise coordinators, side by side.
  { name: 'the page', command: ['node', 'apps/dashboard/build.ts'] },
  { name: 'tests', command: ['vitest', 'run'], live: true },
];

const environment = {
  ...process.env,
  PATH: `${path.join(WORKSPACE_ROOT, 'node_modules/.bin')}${path.delimiter}${process.env['PATH']}`,
  NX_DAEMON: 'false',
  // Where it cannot be had most of what trains would be skipped: whoever accepts that says 0.
  CHORUS_REQUIRE_TENSORFLOW: process.env['CHORUS_REQUIRE_TENSORFLOW'] ?? '1',
};

for (const step of STEPS) {
  process.stdout.write(`verify: ${step.name}\n`);
  const exitStatus = run(step);
  if (exitStatus !== 0) {
    // After a failed test the reporter's line has said it already, and stays the last one.
    if (!step.live) process.stdout.write(`verify: ${step.name} failed\n`);
    process.exit(exitStatus);
  }
}

function run({ command: [file, ...args], live, told }: Step): number {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd: WORKSPACE_ROOT,
    env: environment,
    stdio: live ? 'inherit' : 'pipe',
    maxBuffer: 1 << 28,
  });
  if (!live && (told || status !== 0)) {
    process.stdout.write(stdout ?? '');
    process.stdout.write(stderr ?? '');
  }
  if (error) process.stdout.write(`${file}: ${error.message}\n`);
  return status ?? 1;
}
