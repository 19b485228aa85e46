import { Bench } from '@chorus/coordinator/testing';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

/** Text that clears the screen, sets the window's title, forges a line, overwrites one, and reverses what follows. */
const hostile = (text: string) =>
  `${text}\x1b[2J\x1b]0;owned\x07\nmember 7 is done\rmember 8 is done\x9b1m\u202e`;

test('what a worker says of itself does nothing to the terminals of those who look', async () => {
  await using bench = await Bench.start({ lostAfterMs: 600_000 });
  const { address } = bench.coordinator;
  const worker = bench.connect({
    workerId: hostile('worker'),
    hostname: hostile('host'),
    backend: hostile('backend'),
    devices: [{ kind: 'cpu', name: hostile('device') }],
  });
  const runId = await bench.submit({ faults: { maxFailures: 1 } });
  const { attempt } = await worker.next('assignment');
  worker.report(attempt!, { started: { backend: hostile('backend'), device: hostile('device') } });
  const line = { timeMs: 1, level: 'warn', message: hostile('log line') };
  worker.say({ report: { attempt: attempt!, log: line } });
  worker.report(attempt!, {
    failure: { kind: 'trainer-crashed', message: hostile('failure') },
  });
  await bench.eventsUntil(runId, 'finished');

  const where = ['--coordinator', address];
  const shown = await Promise.all([
    runChorus(['workers', ...where]),
    runChorus(['runs', ...where]),
    runChorus(['status', runId, ...where]),
    runChorus(['logs', runId, ...where]),
    runChorus(['watch', runId, ...where]),
    runChorus(['cancel', hostile('run'), ...where]),
  ]);
  await bench.coordinator.stop();
  shown.push(await runChorus(['replay', join(bench.folder, 'journal.sqlite')]));
  expect(shown.map(({ exitStatus }) => exitStatus)).toEqual([0, 0, 0, 0, 1, 2, 0]);
  const text = shown.map(({ stdout, stderr }) => stdout + stderr).join('');
  for (const word of ['worker', 'host', 'backend', 'device', 'log line', 'failure', 'run']) {
    expect(text).toContain(`${word}\\x1b[2J\\x1b]0;owned\\x07 member 7 is done member 8 is done`);
  }
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  expect(text).not.toMatch(/^member [78]/m);
});
