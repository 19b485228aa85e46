import type { RunConfig } from '@chorus/proto';
import { expect, test } from 'vitest';
import { submitRun } from './submit-run.ts';

test('a configuration that no message holds is refused before anything is sent', async () => {
  const network = { topology: 'of many layers '.repeat(500) };
  const groups = Array.from({ length: 500 }, () => ({ count: 1, network }));
  const large = { members: { count: 500, groups } } as unknown as RunConfig;
  // Nobody listens there: the refusal comes first.
  const submitted = submitRun('127.0.0.1:1', large, { dataset: '/nowhere' }, () => {});
  await expect(submitted).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('500 have networks of their own; make fewer of them'),
  });
});
