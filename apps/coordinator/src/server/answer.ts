import type { sendUnaryData, ServerWritableStream } from '@grpc/grpc-js';
import { ChorusError, writeAll } from '@chorus/proto';

/** Answers a call that has one response; whatever is thrown becomes its status. */
export async function answer<Response>(
  callback: sendUnaryData<Response>,
  respond: () => Response | Promise<Response>,
): Promise<void> {
  try {
    callback(null, await respond());
  } catch (error) {
    callback(ChorusError.from(error).toStatus());
  }
}

/**
 * Answers a call with a stream of responses, no faster than the client reads them.
 *
 * @param respond its signal is aborted when the client has left; whatever is given to `breakOff` becomes the status, also of a
 *   client that reads nothing
 */
export async function answerStream<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  respond: (
    signal: AbortSignal,
    breakOff: (error: ChorusError) => void,
  ) => AsyncIterable<Response> | Iterable<Response>,
): Promise<void> {
  const left = new AbortController();
  const broken = new AbortController();
  call.on('cancelled', () => left.abort());
  try {
    const responses = respond(left.signal, (error) => broken.abort(error));
    await writeAll(call, responses, AbortSignal.any([left.signal, broken.signal]));
    call.end();
  } catch (error) {
    if (!left.signal.aborted) call.emit('error', ChorusError.from(error).toStatus());
  }
}
