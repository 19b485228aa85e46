import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

test('an entry point runs with its arguments, and what Node compiled is kept for the next time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-launch-'));
  try {
    const [entry, command] = [join(folder, 'entry.ts'), join(folder, 'command.mjs')];
    writeFileSync(entry, 'console.log(process.argv.slice(2).join() satisfies string);');
    const launcher = JSON.stringify(import.meta.resolve('./launch.js'));
    const address = JSON.stringify(pathToFileURL(entry).href);
    writeFileSync(command, `import { launch } from ${launcher}; await launch(${address});`);
    const cache = join(folder, 'cache');
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    const stdout = execFileSync(process.execPath, [command, 'a', 'b'], { env, encoding: 'utf8' });
    expect(stdout).toBe('a,b\n');
    const [version] = readdirSync(cache);
    expect(readdirSync(join(cache, version!)).length).toBeGreaterThan(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
