/**
 * Runs the transcripts in testdata/: blocks of commands, each followed by `----` and what the
 * scheduler wants done about them, up to an empty line. With CHORUS_REWRITE=1 in the environment the
 * answers are written anew: read the difference before it is committed.
 *
 *   submit run=R [members=1 epochs=2 min=<members> failures=3 continues=2:1 validates stop=<gain below>]
 *   join W [slots=1 device=gpu incarnation=1 held=R/M#A,…]      leave W    disconnect W    drain W
 *   silent W 20s                                                cancel R   summed R
 *   validated R members=1,2 gain=0.01
 *   report W R/M#A seq=N started | epoch=E | checkpoint=E | predicting | result | handed-back |
 *                        failure=KIND
 *   wait 16s      the time goes on, and the coordinator looks at it every second
 *   restart       the coordinator is started again, with nothing but its journal
 *   state         the workers and members as they are
 *
 * W is a worker's name, with `@2` behind it that of its second process.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeCommand, describeState } from '../simulation/describe.ts';
import * as script from '../simulation/scripted-events.ts';
import { ScriptedScheduler } from '../simulation/scripted-scheduler.ts';
import type { AttemptRef } from './attempt.ts';
import type { FailureKind } from './failures.ts';
import type { Command, Report, SchedulerEvent } from './events.ts';
import type { MemberPlan } from './run.ts';

const FOLDER = path.join(import.meta.dirname, 'testdata');
const REWRITE = process.env['CHORUS_REWRITE'] === '1';

describe('the transcript', () => {
  test.each(readdirSync(FOLDER))('%s is what happens', (file) => {
    const transcript = readFileSync(path.join(FOLDER, file), 'utf8');
    const happened = play(transcript);
    if (REWRITE) writeFileSync(path.join(FOLDER, file), happened);
    else expect(happened).toBe(transcript);
  });
});

test.each([
  ['sumbit run=r1', "no such command: 'sumbit run=r1'"],
  ['report w r1/1 seq=1 started', "no attempt like r1/1#1: 'r1/1'"],
  ['report w r1/1#1 seq=1 begun', "no such report: 'begun'"],
])('a transcript with a mistake names it: %s', (line, message) => {
  expect(() => play(`${line}\n----\n`)).toThrow(message);
});

/** @returns the transcript with the answers as they are now */
function play(transcript: string): string {
  const interaction = new Interaction();
  const blocks = transcript.trimEnd().split(/\n{2,}/);
  return blocks.map((block) => playBlock(interaction, block)).join('\n\n') + '\n';
}

function playBlock(interaction: Interaction, block: string): string {
  const [input = ''] = block.split(/^----$/m);
  const lines = input.trimEnd().split('\n');
  const commands = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (commands.length === 0) return block;
  const answers = commands.flatMap((line) => interaction.carryOut(line));
  return [...lines, '----', ...(answers.length === 0 ? ['nothing'] : answers)].join('\n');
}

class Interaction {
  readonly #scheduler = new ScriptedScheduler();
  #nowMs = 0;

  /** @returns the answer, line by line */
  carryOut(line: string): string[] {
    const [name = '', ...words] = line.split(/\s+/);
    if (name === 'state') return describeState(this.#scheduler.state);
    if (name === 'wait') return this.#wait(parseSeconds(words[0]));
    if (name === 'restart') {
      expect(this.#scheduler.fold(), 'the fold of the journal is the state').toBe(true);
    }
    return linesOf(this.#scheduler.happen({ ...parseEvent(line, name, words), atMs: this.#nowMs }));
  }

  #wait(forMs: number): string[] {
    const lines = [];
    for (const endMs = this.#nowMs + forMs; this.#nowMs < endMs;) {
      this.#nowMs = Math.min(this.#nowMs + 1_000, endMs);
      const answer = linesOf(this.#scheduler.wait(this.#nowMs));
      if (answer.length > 0) lines.push(`at ${this.#nowMs / 1_000} s:`, ...answer);
    }
    return lines;
  }
}

function linesOf(commands: Command[]): string[] {
  return commands.map(describeCommand);
}

function parseEvent(line: string, name: string, words: string[]): SchedulerEvent {
  const [first = '', second = ''] = words;
  const [workerId = '', process = '1'] = first.split('@');
  const incarnation = Number(process);
  const options = new Map(words.map((word) => word.split('=', 2) as [string, string]));
  const number = (key: string, otherwise: number) => Number(options.get(key) ?? otherwise);
  switch (name) {
    case 'submit': {
      const runId = options.get('run')!;
      const members = parseMembers(number('members', 1), options.get('continues'));
      const minMembers = number('min', members.length);
      const [epochs, maxFailures] = [number('epochs', 2), number('failures', 3)];
      const validates = options.has('validates');
      const stop = options.has('stop') && {
        earlyEnd: { fewestMembers: 2, gainBelow: number('stop', 0) },
      };
      const plan = { minMembers, maxFailures, epochs, validates, ...stop };
      return script.submitted({ runId, members, ...plan });
    }
    case 'join': {
      const held = options.get('held')?.split(',').map(parseRef) ?? [];
      const deviceKind = options.get('device') ?? 'gpu';
      return script.joined(workerId, { incarnation, slots: number('slots', 1), deviceKind, held });
    }
    case 'disconnect':
      return script.disconnected(workerId, 0, incarnation);
    case 'leave':
      return script.left(workerId, 0, incarnation);
    case 'silent':
      return script.silent(workerId, parseSeconds(second));
    case 'drain':
      return script.drained(workerId);
    case 'validated': {
      const members = options.get('members')!.split(',').map(Number);
      return script.validated(first, members, options.has('gain') ? number('gain', 0) : undefined);
    }
    case 'cancel':
      return script.cancelled(first);
    case 'summed':
      return script.summed(first);
    case 'restart':
      return script.coordinatorStarted();
    case 'report': {
      const report = parseReport(words[3] ?? '');
      const sequence = number('seq', 1);
      return script.reported(workerId, parseRef(second), sequence, report, { incarnation });
    }
    default:
      throw new Error(`no such command: '${line}'`);
  }
}

/** @param continues such as `2:1,3:1`: members 2 and 3 continue member 1 */
function parseMembers(count: number, continues = ''): MemberPlan[] {
  const pairs = new Map(
    continues.split(',').map((pair) => pair.split(':').map(Number) as [number, number]),
  );
  return Array.from({ length: count }, (_, index) => {
    const member = pairs.get(index + 1);
    return member === undefined ? {} : { continues: { member } };
  });
}

function parseReport(word: string): Report {
  const [type = '', value = ''] = word.split('=');
  switch (type) {
    case 'started':
      return script.started;
    case 'epoch':
      return script.epoch(Number(value));
    case 'checkpoint':
      return script.checkpoint(Number(value));
    case 'predicting':
      return script.predicting;
    case 'result':
      return script.result();
    case 'handed-back':
      return script.handedBack;
    case 'failure':
      return script.failure(value as FailureKind);
    default:
      throw new Error(`no such report: '${word}'`);
  }
}

function parseRef(word: string): AttemptRef {
  const [, runId, member, attempt] = /^(\w+)\/(\d+)#(\d+)$/.exec(word) ?? [];
  if (!runId) throw new Error(`no attempt like r1/1#1: '${word}'`);
  return { runId, member: Number(member), attempt: Number(attempt) };
}

function parseSeconds(word = ''): number {
  const [, seconds] = /^(\d+)s$/.exec(word) ?? [];
  if (!seconds) throw new Error(`no time like 16s: '${word}'`);
  return Number(seconds) * 1_000;
}
