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

/** Answers a call with a stream of responses, no faster than the client reads them. */
export async function answerStream<Request, Response>(
  call: ServerWritableStream<Request, Response>,
  respond: (signal: AbortSignal) => AsyncIterable<Response> | Iterable<Response>,
): Promise<void> {
  const controller = new AbortController();
  call.on('cancelled', () => controller.abort());
  try {
    await writeAll(call, respond(controller.signal));
    call.end();
  } catch (error) {
    if (!controller.signal.aborted) call.emit('error', ChorusError.from(error).toStatus());
  }
}
