import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LocalWorkers } from './local-workers.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}

test('L2: workers that die at the start are given up, with their last words', async () => {
  const warnings: string[] = [];
  const workers = new LocalWorkers({
    address: '127.0.0.1:1',
    count: 2,
    allowCpu: true,
    program: program('dies.mjs', `process.stderr.write('no libtensorflow\\n'); process.exit(1);`),
    warn: (message) => warnings.push(message),
  });
  expect(await workers.exhausted).toBe('no local worker stays up: no libtensorflow');
  expect(new Set(warnings)).toEqual(
    new Set(['a local worker ended and is started again: no libtensorflow']),
  );
  await workers.stop();
});

test('L2: while one stays up another may be given up', async () => {
  const [starts, lock] = [join(folder, 'starts'), join(folder, 'lock')].map((path) =>
    JSON.stringify(path),
  );
  const workers = new LocalWorkers({
    address: '127.0.0.1:1',
    count: 2,
    allowCpu: true,
    program: program(
      'one-stays.mjs',
      `import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
       try {
         mkdirSync(${lock});
       } catch {
         appendFileSync(${starts}, process.pid + '\\n');
         process.stderr.write('dies\\n');
         process.exit(1);
       }
       writeFileSync(${starts}, '', { flag: 'a' });
       const isGone = (pid) => { try { process.kill(pid, 0); return false; } catch { return true; } };
       setInterval(() => {
         const pids = readFileSync(${starts}, 'utf8').split('\\n').filter(Boolean);
         if (pids.length < 3 || !pids.every(isGone)) return;
         process.stderr.write('the last one\\n');
         process.exit(2);
       }, 50);`,
    ),
    warn: () => {},
  });
  expect(await workers.exhausted).toBe('no local worker stays up: the last one');
  await workers.stop();
});

test('L2: a worker that cannot do what it was told is not started again', async () => {
  const warnings: string[] = [];
  const workers = new LocalWorkers({
    address: '127.0.0.1:1',
    count: 1,
    allowCpu: false,
    program: program(
      'refuses.mjs',
      `if (process.argv.includes('--allow-cpu')) process.exit(1);
       process.stderr.write('no GPU found\\n');
       process.exit(2);`,
    ),
    warn: (message) => warnings.push(message),
  });
  expect(await workers.exhausted).toBe('no local worker stays up: no GPU found');
  expect(warnings).toEqual([]);
  await workers.stop();
});

test('L2: the last words of a worker may be a line of its log', async () => {
  const line = JSON.stringify({ level: 'error', time: '', msg: 'no coordinator answers' });
  const workers = new LocalWorkers({
    address: '127.0.0.1:1',
    count: 1,
    allowCpu: true,
    program: program('logs.mjs', `process.stderr.write(${JSON.stringify(`${line}\n`)});`),
    warn: () => {},
  });
  expect(await workers.exhausted).toBe('no local worker stays up: no coordinator answers');
  await workers.stop();
});

test('L1: a worker that ignores the request to stop is killed', { timeout: 20_000 }, async () => {
  const ready = Promise.withResolvers<string>();
  const workers = new LocalWorkers({
    address: '127.0.0.1:1',
    count: 1,
    slots: 3,
    allowCpu: true,
    backend: 'wasm',
    program: program(
      'stays.mjs',
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => {});
       setInterval(() => {}, 1000);
       writeFileSync(${JSON.stringify(join(folder, 'pid'))}, process.pid + ' ' + process.argv.slice(2).join(' '));`,
    ),
    warn: ready.reject,
  });
  const { readFile } = await import('node:fs/promises');
  await expect.poll(() => readFile(join(folder, 'pid'), 'utf8')).toContain(' ');
  const [pid, ...args] = (await readFile(join(folder, 'pid'), 'utf8')).split(' ');
  expect(args.join(' ')).toBe(
    'serve --coordinator 127.0.0.1:1 --allow-cpu --slots 3 --backend wasm',
  );
  await workers.stop();
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
});
