/**
 * Which version of the protocol a peer speaks: every call says it, so that no message is misread. Calls
 * of other tools, such as grpcurl, say nothing and are answered.
 */
import {
  InterceptingCall,
  ServerInterceptingCall,
  type Interceptor,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { ChorusError } from '@chorus/errors';
import { rpcAt } from './rpcs.ts';

/**
 * Both sides must speak the same one: it is raised whenever a message changes in a way that the
 * other side would misread.
 */
export const PROTOCOL_VERSION = 5;

const METADATA_KEY = 'chorus-protocol-version';

/** @throws ChorusError `refused` when the other side speaks another version of the protocol */
export function requireSameProtocol(side: 'worker' | 'client', version: number): void {
  if (version === PROTOCOL_VERSION) return;
  throw new ChorusError(
    'refused',
    `the ${side} speaks protocol version ${version}, the coordinator ${PROTOCOL_VERSION}: ` +
      'install the same version of Chorus on both',
  );
}

/** A client's calls say the version. */
export const announceProtocol: Interceptor = (options, nextCall) =>
  new InterceptingCall(nextCall(options), {
    start(metadata, listener, next) {
      metadata.set(METADATA_KEY, String(PROTOCOL_VERSION));
      next(metadata, listener);
    },
  });

/** A server refuses the calls of another version. */
export const refuseOtherProtocols: ServerInterceptor = ({ path }, call) =>
  new ServerInterceptingCall(call, {
    start(start) {
      start({
        onReceiveMetadata(metadata, next) {
          try {
            const [version] = metadata.get(METADATA_KEY);
            const side = rpcAt(path)?.caller === 'worker' ? 'worker' : 'client';
            if (version !== undefined) requireSameProtocol(side, Number(version));
            next(metadata);
          } catch (error) {
            call.sendStatus(ChorusError.from(error).toStatus());
          }
        },
      });
    },
  });
