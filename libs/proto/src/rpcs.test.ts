import { expect, test } from 'vitest';
import { v1 } from './definition.ts';
import { rpcAt, rpcNamed, RPCS } from './rpcs.ts';

const services = [
  ['RunService', v1.RunService.service],
  ['WorkerService', v1.WorkerService.service],
  ['TrustService', v1.TrustService.service],
] as const;

test.each(services)(
  'the table has every RPC of the %s, by the path of its calls',
  (name, service) => {
    const caller = name === 'WorkerService' ? 'worker' : 'user';
    expect(Object.keys(RPCS[name]).toSorted()).toEqual(Object.keys(service).toSorted());
    for (const { path } of Object.values(service)) expect(rpcAt(path)?.caller).toBe(caller);
  },
);

test.each(services)(
  'of the %s the RPCs with one answer have a time for it, callers that stream one for silence',
  (name, service) => {
    for (const [rpc, { requestStream, responseStream }] of Object.entries(service)) {
      const facts = RPCS[name][rpc as never] as object;
      expect('answerWithinMs' in facts, rpc).toBe(!requestStream && !responseStream);
      expect('silenceMs' in facts, rpc).toBe(requestStream);
    }
  },
);

test('a service of the standard, such as the health check, is not in the table', () => {
  expect(rpcAt('/grpc.health.v1.Health/Check')).toBeUndefined();
});

test('no two services have an RPC of one name, by which whoever knows no service asks', () => {
  const all = Object.values(RPCS).flatMap((rpcs) => Object.entries(rpcs));
  for (const [name, facts] of all) expect(rpcNamed(name as 'ListRuns'), name).toBe(facts);
});
