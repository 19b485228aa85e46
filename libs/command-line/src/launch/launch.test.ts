import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { COMPILE_CACHE } from './launch.js';

const ENTRY = `
import { getCompileCacheDir } from 'node:module';
const inherited = process.env['NODE_COMPILE_CACHE'] satisfies string | undefined;
console.log(JSON.stringify({ args: process.argv.slice(2), used: getCompileCacheDir(), inherited }));
`;

const folder = mkdtempSync(join(tmpdir(), 'chorus-launch-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['in node_modules', undefined, COMPILE_CACHE],
  ['where the environment says', join(folder, 'cache'), join(folder, 'cache')],
])('an entry point keeps what Node compiles %s, and so do its children', (_, said, cache) => {
  const [entry, command] = [join(folder, 'entry.ts'), join(folder, 'command.mjs')];
  writeFileSync(entry, ENTRY);
  const launcher = JSON.stringify(import.meta.resolve('./launch.js'));
  const address = JSON.stringify(pathToFileURL(entry).href);
  writeFileSync(command, `import { launch } from ${launcher}; await launch(${address});`);
  const env = { ...process.env, NODE_COMPILE_CACHE: said };
  const stdout = execFileSync(process.execPath, [command, 'a', 'b'], { env, encoding: 'utf8' });
  const { args, used, inherited } = JSON.parse(stdout);
  expect(args).toEqual(['a', 'b']);
  expect(inherited).toBe(cache);
  expect(used.startsWith(cache)).toBe(true);
});

test.skipIf(process.platform !== 'linux')(
  'a token on the command line is not shown to those who list processes',
  () => {
    const [entry, command] = [join(folder, 'shown.ts'), join(folder, 'chorus-worker.mjs')];
    writeFileSync(
      entry,
      `import { readFileSync } from 'node:fs';
       console.log(process.argv.length, readFileSync('/proc/self/cmdline', 'utf8'));`,
    );
    const launcher = JSON.stringify(import.meta.resolve('./launch.js'));
    const address = JSON.stringify(pathToFileURL(entry).href);
    writeFileSync(command, `import { launch } from ${launcher}; await launch(${address});`);
    const shown = (...args: readonly string[]) =>
      execFileSync(process.execPath, [command, 'serve', ...args], { encoding: 'utf8' });
    expect(shown('--join', 'chorus-token-1.abc.def')).toMatch(/^5 chorus-worker\.mjs serve\0*\n$/);
    expect(shown('--join-file', 'token')).toContain('token');
  },
);
