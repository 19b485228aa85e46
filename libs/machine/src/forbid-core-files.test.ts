import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.skipIf(process.platform !== 'linux')('a process that holds keys leaves no core file', () => {
  const program = `
    import { forbidCoreFiles } from ${JSON.stringify(import.meta.resolve('./forbid-core-files.ts'))};
    import { readFileSync } from 'node:fs';
    await forbidCoreFiles();
    console.log(readFileSync('/proc/self/limits', 'utf8'));
  `;
  const args = ['--input-type=module', '-e', program];
  const { stdout } = spawnSync(
    'bash',
    ['-c', 'ulimit -c unlimited 2>/dev/null; exec "$@"', '-', process.execPath, ...args],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toMatch(/Max core file size +0 +0 +bytes/);
});
