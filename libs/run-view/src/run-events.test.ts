import type { RunEvent, RunEventBody } from '@chorus/proto';
import { expect, test } from 'vitest';
import {
  assigned,
  done,
  epoch,
  failed,
  lost,
  progress,
  sampleEvents,
  submitted,
  training,
} from '../testing/sample-run.ts';
import { applyEvent } from './apply-event.ts';
import { describeEvent } from './event-line.ts';
import { logLineOf, pageLineOf } from './log-line.ts';
import { RUN_EVENTS, type RunEventKind } from './run-events.ts';

const accuracies = { accuracy: 0.8123, accuracyLow: 0.801, accuracyHigh: 0.824 };
const line = { level: 'warn', message: 'the disk is slow' };

const BODIES: { readonly [Type in RunEventBody['type']]: RunEventBody } = {
  submitted: submitted(),
  added: { type: 'added', member: 3, backupOf: 2 },
  assigned: assigned(1, 2, 7),
  training: training(1),
  progress: progress(1, 4, 5),
  epoch: epoch(1, 1),
  checkpoint: { type: 'checkpoint', member: 1, attempt: 1, epoch: 1 } as RunEventBody,
  predicting: { type: 'predicting', member: 1, attempt: 1 },
  done: done(1),
  lost: lost(1, 'diverged', { retried: false }),
  log: { type: 'log', member: 1, attempt: 1, line } as RunEventBody,
  notice: { type: 'notice', level: 'warn', message: 'gpu-box is set aside' },
  validated: { type: 'validated', members: [1], ...accuracies },
  stopped: { type: 'stopped', membersDone: 2, expectedGain: 0.0004, savedSeconds: 60 },
  finished: failed('member 1 failed once'),
};

test.for(Object.entries(BODIES))('terminal, log and page say the same of %s', ([type, body]) => {
  const [first, event] = sampleEvents(submitted(), body) as [RunEvent, RunEvent];
  const view = applyEvent(applyEvent(undefined, first), event);
  const kind = RUN_EVENTS[type as RunEventBody['type']] as RunEventKind<RunEvent>;
  const [aside, words] = [kind.aside?.(event) ?? '', kind.words(event, view)];
  const level = kind.level?.(event) ?? 'info';
  expect(words).toMatch(/\S/);
  expect(logLineOf(event, view)).toMatchObject({ level, message: words });
  expect(pageLineOf(event, view)).toEqual(kind.page ? { level, text: aside + words } : undefined);
  const member = 'member' in event ? `member ${event.member}` : '';
  const subject = kind.subject?.(event, view) ?? member;
  expect(describeEvent(event, view)).toEqual(
    kind.terminal === 'never'
      ? undefined
      : {
          level: level === 'info' ? 'note' : 'warning',
          text: `${subject}${subject && ' '}${aside}${words}`,
        },
  );
});

test('a type that only a newer version knows has its name for words, and no line elsewhere', () => {
  const [first] = sampleEvents(submitted());
  const view = applyEvent(undefined, first!);
  const newer = { ...first!, sequence: 2, type: 'paused' } as unknown as RunEvent;
  expect(applyEvent(view, newer)).toBe(view);
  expect(logLineOf(newer, view)).toMatchObject({ level: 'info', message: 'paused' });
  expect([describeEvent(newer, view), pageLineOf(newer, view)]).toEqual([undefined, undefined]);
});
