import type { ServerInterceptor } from '@grpc/grpc-js';

/**
 * Has a call's status be its last word. gRPC for Node answers some calls by itself, past the handler: those with a message that cannot be read or is too
 * long, and those whose deadline is over. What the handler says before it is told of that would be written behind the stream's end, and its end then
 * never be sent: the caller would wait for as long as the connection lasts.
 */
export const endWithStatus: ServerInterceptor = (_, call) => {
  const sendStatus = call.sendStatus.bind(call);
  const sendMessage = call.sendMessage.bind(call);
  let hasStatus = false;
  call.sendStatus = (status) => {
    hasStatus = true;
    sendStatus(status);
  };
  // As of a call that was cancelled, nobody is told that it was not sent: the call's end comes at once.
  call.sendMessage = (message, sent) => {
    if (!hasStatus) sendMessage(message, sent);
  };
  return call as ReturnType<ServerInterceptor>;
};
