import { expect, test } from 'vitest';
import type { Service } from '../service.ts';
import { startHttpServer } from './start-http-server.ts';

test.for(['/v2/models/%ff/infer', '/v2/models/ensemble/versions/%/ready'])(
  "a path that is not escaped as text is, %s, is the caller's fault",
  async (path) => {
    const service = { model: {}, isReady: () => true } as never as Service;
    const server = await startHttpServer({ listen: '127.0.0.1:0' }, service);
    try {
      const response = await fetch(`http://${server.address}${path}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: expect.stringMatching(/^'%(ff)?' is not a part of an address$/),
      });
    } finally {
      await server.stop();
    }
  },
);
