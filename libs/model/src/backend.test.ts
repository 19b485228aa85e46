import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type TestContext, test } from 'vitest';
import { startBackend } from './backend.ts';
import { addonPath, isTensorFlowGreeting } from './tensorflow-addon.ts';

const DIGEST_SCRIPT = fileURLToPath(
  new URL('./testing/print-predictions-digest.ts', import.meta.url),
);

/** Trains in a process of its own; SHA-256 of the predictions, and what else it printed. */
async function trainElsewhere(backend: string, threads: number, seed: number) {
  const args = [DIGEST_SCRIPT, backend, String(threads), String(seed)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  const printed = stderr.split('\n').filter((line) => line !== '' && !isTensorFlowGreeting(line));
  return { sha256: stdout.trim(), printed };
}

function skipWithoutAddon(context: TestContext): void {
  if (addonPath() === undefined) {
    context.skip('the TensorFlow addon is not set up: run `npx nx run tools:setup-tensorflow`');
  }
}

test.for(['tensorflow', 'wasm'])(
  '%s: the same seed gives the same bits in two processes, another seed gives others',
  async (backend, context) => {
    if (backend === 'tensorflow') skipWithoutAddon(context);
    const [first, second, other] = await Promise.all([
      trainElsewhere(backend, 1, 5),
      trainElsewhere(backend, 1, 5),
      trainElsewhere(backend, 1, 6),
    ]);
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(second.sha256).toBe(first.sha256);
    expect(other.sha256).not.toBe(first.sha256);
    expect(first.printed).toEqual([]);
  },
);

test('a CPU alone is refused with the flag that allows it', async (context) => {
  const wasm = startBackend({ requested: 'wasm', threads: 1 });
  await expect(wasm).rejects.toMatchObject({ name: 'BackendError', code: 'no-gpu' });
  await expect(wasm).rejects.toThrow(/--allow-cpu/);
  skipWithoutAddon(context);
  const tensorflow = startBackend({ requested: 'tensorflow', threads: 1 }).catch((e) => e);
  expect(await tensorflow).toMatchObject(
    (await tensorflow).device === 'gpu' ? {} : { code: 'no-gpu', message: /no GPU found/ },
  );
});
