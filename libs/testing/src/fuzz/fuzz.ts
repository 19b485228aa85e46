/**
 * Random input from a seed, of which every failure can be had again: `CHORUS_FUZZ_SEED=N` takes another
 * seed, `CHORUS_FUZZ_SCALE=F` F times as much.
 */
import fc, { type Arbitrary } from 'fast-check';

/** The seed of all that is drawn here. */
export const FUZZ_SEED = Number(process.env['CHORUS_FUZZ_SEED'] ?? 1);
const SCALE = Number(process.env['CHORUS_FUZZ_SCALE'] ?? 1);

/** As many are drawn at a time: what is drawn takes memory. */
const DRAWN_AT_ONCE = 500;
/** The longest time in which a failure's input is made smaller. */
const SHRINK_MS = 20_000;

/** How inputs are tried. */
export interface FuzzOptions<Input> {
  /** What is tried, as a failure calls it. */
  readonly name: string;
  readonly inputs: Arbitrary<Input>;
  readonly count: number;
  /** How many are under way at the same time. Default: 16. */
  readonly atOnce?: number;
  /** Tries one. It throws when something is wrong. */
  readonly tries: (input: Input) => Promise<void>;
}

/** What came of it. */
export interface Fuzzed {
  readonly count: number;
  readonly seconds: number;
}

/**
 * Tries random inputs, several at the same time.
 *
 * @throws Error with the seed and the smallest input found that fails
 */
export async function fuzz<Input>(options: FuzzOptions<Input>): Promise<Fuzzed> {
  const { name, inputs, atOnce = 16 } = options;
  const count = Math.ceil(options.count * SCALE);
  const startMs = performance.now();
  for (let done = 0, chunk = 0; done < count; done += DRAWN_AT_ONCE, chunk++) {
    const seed = FUZZ_SEED * 1_000_003 + chunk;
    const drawn = fc.sample(inputs, { seed, numRuns: Math.min(DRAWN_AT_ONCE, count - done) });
    let next = 0;
    const lane = async () => {
      while (next < drawn.length) {
        const at = next++;
        await options.tries(drawn[at]!).catch((error: Error) => {
          next = drawn.length;
          return explain(options, { seed, path: String(at), input: drawn[at]! }, error);
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }
  const seconds = (performance.now() - startMs) / 1000;
  process.stdout.write(
    `fuzz: ${count} ${name} in ${seconds.toFixed(1)} s, CHORUS_FUZZ_SEED=${FUZZ_SEED}\n`,
  );
  return { count, seconds };
}

/** Looks for a smaller input that fails, and throws. */
async function explain<Input>(
  { name, inputs, tries }: FuzzOptions<Input>,
  { seed, path, input }: { seed: number; path: string; input: Input },
  error: Error,
): Promise<never> {
  const again = await fc.check(fc.asyncProperty(inputs, tries), {
    ...{ seed, path, interruptAfterTimeLimit: SHRINK_MS, numRuns: Number(path) + 1 },
  });
  const smallest = again.counterexample?.[0] ?? input;
  const alone = again.failed ? '' : ' (alone it does not fail: it needs what came before)';
  throw new Error(
    `${name}: ${error.message}${alone}\nCHORUS_FUZZ_SEED=${FUZZ_SEED}: ${fc.stringify(smallest)}`,
    { cause: error },
  );
}
