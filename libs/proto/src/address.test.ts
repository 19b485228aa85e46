import { expect, test } from 'vitest';
import { checkAddress, checkListenAddress, hostOf, isLoopback } from './address.ts';

test.each(['gpu-box:50051', 'my_host:1', 'dns:50051', '10.0.0.7:65535', '[::1]:50051'])(
  '%s can be dialled and listened on',
  (address) => {
    expect(checkAddress('--coordinator', address)).toBe(address);
    expect(checkListenAddress('--listen', address)).toBe(address);
  },
);

test('a link-local address keeps its zone', () => {
  expect(checkAddress('--coordinator', '[fe80::1%eth0]:50051')).toBe('[fe80::1%eth0]:50051');
});

test.each([
  ['::1:50051', "'::1:50051': an IPv6 address stands in brackets, [::1]:50051"],
  ['fe80::7:50051', "'fe80::7:50051': an IPv6 address stands in brackets, [fe80::7]:50051"],
  ['::', "'::': an IPv6 address stands in brackets, [::]:PORT"],
  ['[::x]:50051', "'[::x]:50051'"],
  ['[10.0.0.7]:50051', "'[10.0.0.7]:50051'"],
  ['http://host:50051', "'http://host:50051': without a scheme"],
  ['host', "'host'"],
  [':50051', "':50051'"],
  ['50051', "'50051'"],
  ['host:port', "'host:port'"],
  ['host:65536', "'host:65536': a port is at most 65535"],
  ['host name:50051', "'host name:50051'"],
  ['', "''"],
])('%s is refused: %s', (address, words) => {
  const message = `--listen must be HOST:PORT, such as 127.0.0.1:50051, not ${words}`;
  expect(() => checkListenAddress('--listen', address)).toThrow(
    expect.objectContaining({ code: 'invalid', message }),
  );
});

test('port 0 is for those who listen', () => {
  expect(checkListenAddress('--listen', 'host:0')).toBe('host:0');
  expect(() => checkAddress('--coordinator', 'host:0')).toThrow(/nobody can be dialled at port 0$/);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['[::1]', true],
  ['[0:0:0:0:0:0:0:1]', true],
  ['[::ffff:127.0.0.1]', true],
  ['localhost', true],
  ['LocalHost', true],
  ['a.localhost', true],
  ['10.0.0.7', false],
  ['[::2]', false],
  ['127.example', false],
  ['notlocalhost', false],
])('%s is this machine itself: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test('the host of an address keeps its brackets', () => {
  expect(hostOf('[::1]:50051')).toBe('[::1]');
});
