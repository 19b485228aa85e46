import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createLog, type LogOptions } from './log.ts';

/** What a log writes. */
function written(
  options: { isTTY?: boolean } & Pick<LogOptions, 'implied'>,
  use: (log: ReturnType<typeof createLog>) => void,
): string {
  let text = '';
  const { isTTY = false, ...rest } = options;
  const stream = { isTTY, write: (line: string) => void (text += line) };
  use(createLog({ name: 'chorus', stream, environment: { NO_COLOR: '1' }, ...rest }));
  return text;
}

const context = { run: '20260102-030405-abcd', member: 2, attempt: 1, worker: 'gpu-box' };

test('elsewhere than on a terminal every line is one JSON object with its context', () => {
  const text = written({}, (log) => {
    log.child(context).warn('stops:\nit was cancelled');
    log.info('joined');
  });
  const [first, second, ...rest] = text.trimEnd().split('\n');
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const common = { time, name: 'chorus' };
  expect(JSON.parse(first!)).toEqual({
    ...common,
    ...context,
    level: 'warn',
    msg: 'stops:\nit was cancelled',
  });
  expect(JSON.parse(second!)).toEqual({ ...common, level: 'info', msg: 'joined' });
  expect(rest).toEqual([]);
});

test('on a terminal a line says when, how bad, what about, and what', () => {
  const text = written({ isTTY: true }, (log) => {
    log.child(context).warn({ sequence: 7 }, 'stops');
    log.info('joined');
  });
  expect(text.replaceAll(/\d\d:\d\d:\d\d/g, 'TIME')).toBe(
    '[TIME] warn: run 20260102-030405-abcd member 2 attempt 1 worker gpu-box: stops\n' +
      '[TIME] info: joined\n',
  );
});

test('a worker need not tell its own name on its terminal', () => {
  const text = written({ isTTY: true, implied: 'worker' }, (log) => log.child(context).info('x'));
  expect(text).toContain('run 20260102-030405-abcd member 2 attempt 1: x\n');
});

test('a quieter line than the level is not written', () => {
  const text = written({}, (log) => {
    log.level = 'warn';
    log.info('joined');
    log.child(context).info('begins');
    log.error('ends');
  });
  expect(text).toMatch(/^[^\n]*"msg":"ends"\}\n$/);
});

test('nothing is lost when the process exits at once', () => {
  const module = new URL('log.ts', import.meta.url).href;
  const program = `import { createLog } from ${JSON.stringify(module)};
    const log = createLog({ name: 'chorus', environment: process.env });
    for (let line = 1; line <= 2000; line++) log.info('line ' + line);
    process.exit();`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  expect(stderr.trimEnd().split('\n')).toHaveLength(2000);
  expect(stderr).toMatch(/"msg":"line 2000"\}\n$/);
});
