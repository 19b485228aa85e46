import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { ChorusError, type ErrorCode } from './chorus-error.ts';

const CODES: ErrorCode[] = [
  'invalid',
  'not-found',
  'refused',
  'corrupt',
  'unavailable',
  'internal',
];

function overTheWire(error: ChorusError): ServiceError {
  const { code, details, metadata = new Metadata() } = error.toStatus();
  const message = `${code}: ${details}`;
  return Object.assign(new Error(message), { code: code!, details: details!, metadata });
}

test.each(CODES)('%s arrives on the other side as it was sent', (code) => {
  const { code: arrived, message } = ChorusError.from(overTheWire(new ChorusError(code, 'why')));
  expect([arrived, message]).toEqual([code, 'why']);
});

test('when to come again arrives with the error, as gRPC has it; of others nothing is said', () => {
  const busy = overTheWire(new ChorusError('unavailable', 'busy', { retryAfterMs: 1_500 }));
  expect(busy.metadata.get('grpc-retry-pushback-ms')).toEqual(['1500']);
  expect(ChorusError.from(busy)).toMatchObject({ code: 'unavailable', retryAfterMs: 1_500 });
  const { retryAfterMs } = ChorusError.from(overTheWire(new ChorusError('unavailable', 'gone')));
  expect(retryAfterMs).toBeUndefined();
  busy.metadata.set('grpc-retry-pushback-ms', '-1');
  expect(ChorusError.from(busy).retryAfterMs).toBeUndefined();
});

test('a gRPC status that Chorus does not send becomes unavailable when it passes, else internal', () => {
  const codeOf = (grpcStatus: status) => {
    const error = overTheWire(new ChorusError('internal', 'why'));
    return ChorusError.from(Object.assign(error, { code: grpcStatus })).code;
  };
  expect(codeOf(status.DEADLINE_EXCEEDED)).toBe('unavailable');
  expect(codeOf(status.UNIMPLEMENTED)).toBe('internal');
});

test('who is not known, or may not, is refused', () => {
  for (const code of [status.UNAUTHENTICATED, status.PERMISSION_DENIED]) {
    const error = overTheWire(new ChorusError('internal', 'why'));
    expect(ChorusError.from(Object.assign(error, { code })).code).toBe('refused');
  }
});

test('of a message that repeats a megabyte of a peer only the beginning travels', () => {
  const { details } = new ChorusError('invalid', `'${'x'.repeat(1e6)}' is no digest`).toStatus();
  expect(details).toBe(`'${'x'.repeat(1_999)}…`);
});

test('half a character ends no server: gRPC writes a status as a URI', () => {
  const half = JSON.parse('"\\ud83d"') as string;
  const cutInHalf = `${'x'.repeat(1_999)}😀`;
  for (const message of [`there is no run ${half}`, `${cutInHalf} is no run`]) {
    const { details } = new ChorusError('not-found', message).toStatus();
    expect(decodeURI(encodeURI(details))).toBe(details);
    expect(details).toContain('\ufffd');
  }
});

test('any other error is internal and keeps its message and cause', () => {
  const cause = new TypeError('x is not a function');
  expect(ChorusError.from(cause)).toMatchObject({
    code: 'internal',
    message: cause.message,
    cause,
  });
  expect(ChorusError.from('text').message).toBe('text');
});
