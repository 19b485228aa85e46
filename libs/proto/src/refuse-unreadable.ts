import { status, type ServerInterceptor } from '@grpc/grpc-js';

/** What gRPC for Node says, as a defect of the server, of requests that it cannot read. */
const UNREADABLE =
  /^(Error deserializing request|Failed to decompress message|Invalid grpc-timeout)/;

/**
 * Has requests that cannot be read refused as `INVALID_ARGUMENT`: bytes that are no message of the RPC, or not compressed as they say, and
 * deadlines that are none. gRPC for Node answers them as `INTERNAL`, which says that the server is broken; it does so past all interceptors, in
 * the call that the first of them is given.
 */
export const refuseUnreadable: ServerInterceptor = (_, call) => {
  const sendStatus = call.sendStatus.bind(call);
  call.sendStatus = (told) => {
    const isUnreadable = told.code === status.INTERNAL && UNREADABLE.test(told.details ?? '');
    const details = `the request cannot be read: ${told.details}`;
    sendStatus(isUnreadable ? { ...told, code: status.INVALID_ARGUMENT, details } : told);
  };
  return call as ReturnType<ServerInterceptor>;
};
