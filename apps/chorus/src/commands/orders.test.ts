import { FakeRunService } from '@chorus/client/testing';
import { Bench } from '@chorus/coordinator/testing';
import { RUN_ID } from '@chorus/run-view/testing';
import { expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

test('cancel, delete and drain tell the coordinator which run and which worker, and say what follows', async () => {
  await using service = await FakeRunService.start();
  const where = ['--coordinator', service.address];
  expect(await runChorus(['cancel', RUN_ID, ...where])).toEqual({
    exitStatus: 0,
    stdout: `run ${RUN_ID} is cancelled; its folder keeps what its members finished\n`,
    stderr: '',
  });
  expect(await runChorus(['delete', RUN_ID, ...where])).toEqual({
    exitStatus: 0,
    stdout: `run ${RUN_ID} is deleted, and its folder\n`,
    stderr: '',
  });
  expect(await runChorus(['drain', 'gpu-box-0', ...where])).toEqual({
    exitStatus: 0,
    stdout: 'worker gpu-box-0 gets no more members, and leaves when its epochs have ended\n',
    stderr: '',
  });
  expect(service).toMatchObject({
    cancelled: [RUN_ID],
    deleted: [RUN_ID],
    drained: ['gpu-box-0'],
  });
});

test('what is not there cannot be cancelled, deleted or drained, nor a run without a name', async () => {
  await using bench = await Bench.start();
  const runId = await bench.submit();
  const where = ['--coordinator', bench.coordinator.address];
  for (const [args, message] of [
    [['cancel', 'other'], "there is no run other: 'chorus runs' lists those there are"],
    [['cancel', ''], "RUN is empty: 'chorus runs' lists the runs"],
    [['delete', 'other'], "there is no run other: 'chorus runs' lists those there are"],
    [['delete', ''], "RUN is empty: 'chorus runs' lists the runs"],
    [
      ['delete', runId],
      `run ${runId} goes on and cannot be deleted: 'chorus cancel ${runId}' ends it`,
    ],
    [['drain', 'other'], "there is no worker other: 'chorus workers' lists those there are"],
  ] as const) {
    const stderr = `chorus: ${message}\n`;
    const refused = { exitStatus: 2, stdout: '', stderr };
    expect(await runChorus([...args, ...where])).toEqual(refused);
  }
  const { stdout } = await runChorus(['status', runId, '--json', ...where]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'running' });
});
