import { ChorusError, type Hello } from '@chorus/proto';

/** The most characters of a worker's name, and of every other text that it says of its machine. */
const MOST_NAME_CHARS = 200;
/** The most members that a worker trains at once, and devices that it has. */
const MOST_SLOTS = 1_024;
/** The most attempts that a worker holds: of each slot one that goes on, and some whose end nobody has acknowledged. */
const MOST_HELD = 2 * MOST_SLOTS + 64;
/** The most versions of programs that a worker names. */
const MOST_VERSIONS = 64;

/**
 * Refuses a worker that says more of itself than any machine has to say: all of it is journalled, and shown to whoever lists workers.
 *
 * @throws ChorusError `invalid`, naming what is too much
 */
export function requireBoundedHello({
  workerId,
  slots,
  hostname,
  backend,
  devices,
  versions,
  held,
}: Hello): void {
  if (slots < 1 || workerId === '') {
    throw new ChorusError('invalid', 'a worker needs a name and one slot or more');
  }
  const texts = [
    ...held.map(({ runId }) => runId),
    ...[workerId, hostname, backend, ...devices.flatMap(({ kind, name }) => [kind, name])],
    ...Object.entries(versions).flat(),
  ];
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const counts = [
    [slots, MOST_SLOTS, 'slots'],
    [devices.length, MOST_SLOTS, 'devices'],
    [held.length, MOST_HELD, 'attempts'],
    [Object.keys(versions).length, MOST_VERSIONS, 'versions'],
    [longest, MOST_NAME_CHARS, 'characters in one text'],
  ] as const;
  const [count, most, what] = counts.find(([count, most]) => count > most) ?? [];
  if (count === undefined) return;
  throw new ChorusError(
    'invalid',
    `the worker says that it has ${count} ${what}: at most ${most} are taken`,
  );
}
