import { ChorusError } from '@chorus/errors';

/** A chunk of 1 MiB may take this long over a slow line. */
const SILENCE_MS = 60_000;

/** A call of which messages arrive. */
export interface ArrivingStream<Message> extends AsyncIterable<Message> {
  cancel(): void;
}

/** How long a stream may be silent. */
export interface Patience<Message> {
  /** The longest silence, in milliseconds; default: a minute. */
  readonly silenceMs?: number | undefined;
  /** Whether the sender may be silent after this message for as long as it likes. Default: never. */
  readonly mayRest?: (message: Message) => boolean;
}

/**
 * The messages of a call, which is cancelled when its sender is there and says nothing. The time that the reader takes for a
 * message does not count.
 *
 * @throws ChorusError `unavailable` when it was silent for too long, or what ended the call
 */
export async function* unlessSilent<Message>(
  call: ArrivingStream<Message>,
  { silenceMs = SILENCE_MS, mayRest = () => false }: Patience<Message> = {},
): AsyncGenerator<Message> {
  let silent = false;
  const fallSilent = () => {
    silent = true;
    call.cancel();
  };
  let timer: NodeJS.Timeout | undefined = setTimeout(fallSilent, silenceMs);
  try {
    for await (const message of call) {
      clearTimeout(timer);
      yield message;
      timer = mayRest(message) ? undefined : setTimeout(fallSilent, silenceMs);
    }
  } catch (error) {
    if (!silent) throw error;
    const words = `the coordinator has sent nothing for ${silenceMs / 1000} s`;
    throw new ChorusError('unavailable', words, { cause: error });
  } finally {
    clearTimeout(timer);
    // Of one that was left in the middle the sender would keep the rest.
    call.cancel();
  }
}
