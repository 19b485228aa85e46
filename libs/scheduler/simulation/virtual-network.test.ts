import { describe, expect, test } from 'vitest';
import { Pipe } from './connection.ts';
import { Random } from './random.ts';
import { Timeline } from './timeline.ts';

const never = () => false;

/** A pipe that writes down what arrives, and when it is closed. */
function pipeTo(arrived: (number | 'closed')[]): { pipe: Pipe<number>; timeline: Timeline } {
  const timeline = new Timeline();
  const pipe = new Pipe<number>(timeline, new Random(1, 1));
  pipe.reader = {
    receive: (message) => arrived.push(message),
    closed: () => arrived.push('closed'),
  };
  return { pipe, timeline };
}

const hundred = Array.from({ length: 100 }, (_, index) => index);

describe('a pipe', () => {
  test('lets nothing overtake, and is closed after what was sent before', () => {
    const arrived: (number | 'closed')[] = [];
    const { pipe, timeline } = pipeTo(arrived);
    for (const number of hundred) pipe.send(number);
    pipe.close();
    pipe.send(100);
    timeline.run(1e6, never);
    expect(arrived).toEqual([...hundred, 'closed']);
  });

  test('that is cut loses what is on its way', () => {
    const arrived: (number | 'closed')[] = [];
    const { pipe, timeline } = pipeTo(arrived);
    pipe.send(1);
    timeline.run(1e6, never);
    pipe.send(2);
    pipe.cut(10);
    timeline.run(1e6, never);
    expect(arrived).toEqual([1, 'closed']);
  });

  test('lets nothing arrive before a hole’s end, and then in order', () => {
    const arrived: (number | 'closed')[] = [];
    const { pipe, timeline } = pipeTo(arrived);
    pipe.send(1);
    pipe.holeUntilMs = 5_000;
    timeline.at(4_999, () => pipe.send(2));
    timeline.run(4_999.5, never);
    expect(arrived).toEqual([]);
    timeline.run(1e6, never);
    expect(arrived).toEqual([1, 2]);
  });

  test('tells nobody anything when its hole never ends', () => {
    const arrived: (number | 'closed')[] = [];
    const { pipe, timeline } = pipeTo(arrived);
    pipe.send(1);
    pipe.holeUntilMs = Infinity;
    pipe.close();
    timeline.run(1e6, never);
    expect(arrived).toEqual([]);
  });
});

test('time passes in order, and of the same time in the order in which it was planned', () => {
  const timeline = new Timeline();
  const random = new Random(3, 3);
  const happened: { atMs: number; order: number }[] = [];
  for (let order = 0; order < 500; order++) {
    const atMs = random.integer(0, 50);
    timeline.at(atMs, () => happened.push({ atMs, order }));
  }
  timeline.run(1_000, never);
  const sorted = happened.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order);
  expect(happened).toHaveLength(500);
  expect(happened).toEqual(sorted);
});

test('chance is the same for the same seed and stream, evenly spread, and else another', () => {
  const numbers = (seed: number, stream: number) => {
    const random = new Random(seed, stream);
    return Array.from({ length: 10_000 }, () => random.integer(0, 9));
  };
  expect(numbers(1, 1)).toEqual(numbers(1, 1));
  expect(numbers(1, 1)).not.toEqual(numbers(1, 2));
  expect(numbers(1, 1)).not.toEqual(numbers(2, 1));
  for (let digit = 0; digit < 10; digit++) {
    const times = numbers(5, 5).filter((number) => number === digit).length;
    expect(Math.abs(times - 1_000)).toBeLessThan(150);
  }
});
