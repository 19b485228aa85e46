/** The names of the schedules of learning rates. */
export const SCHEDULES = ['constant', 'step', 'cosine', 'one-cycle'] as const;

/** What can be set of the learning rate of each step; what a schedule does not use is passed over. */
export interface ScheduleSettings {
  /** The largest learning rate. */
  readonly learningRate: number;
  readonly schedule: (typeof SCHEDULES)[number];
  /** Epochs of rising linearly from `initialFactor` to 1 before the schedule begins: of all but one-cycle. */
  readonly warmUp: number;
  /** The factor of the learning rate with which warm-up and one-cycle begin. */
  readonly initialFactor: number;
  /** The factor with which cosine and one-cycle end. */
  readonly finalFactor: number;
  /** Epochs, of those after warm-up, after which step multiplies the rate by `dropFactor`. */
  readonly dropsAt: readonly number[];
  readonly dropFactor: number;
  /** Epochs of cosine's first cycle, after which it begins again; undefined: one cycle for all. */
  readonly cycleEpochs?: number | undefined;
  /** By what each cycle is longer than the one before. */
  readonly cycleGrowth: number;
  /** By what each cycle's rates are those of the one before. */
  readonly cycleFactor: number;
  /** The share of its steps after which one-cycle is at its peak. */
  readonly peakAt: number;
}

/** What is done where nothing is said. */
export const SCHEDULE_DEFAULTS: Omit<ScheduleSettings, 'learningRate'> = {
  schedule: 'constant',
  warmUp: 0,
  initialFactor: 0.1,
  finalFactor: 0,
  dropsAt: [],
  dropFactor: 0.1,
  cycleGrowth: 1,
  cycleFactor: 1,
  peakAt: 0.3,
};

/** Where a member's steps lie. A member that continues another one has a schedule of its own. */
export interface MemberSpan {
  readonly stepsPerEpoch: number;
  /** The member's own epochs. */
  readonly epochs: number;
  /** Epochs of the members before it in its chain. */
  readonly epochsBefore: number;
}

/**
 * The learning rate of each step of a member, in double precision. A schedule counts the member's own steps: of members that
 * continue one another each has the whole schedule, so that cosine is the cyclic one of snapshot ensembles.
 *
 * @returns a function of the step's number, from 1 through all epochs, those before the member among them
 */
export function learningRates(
  settings: ScheduleSettings,
  { stepsPerEpoch, epochs, epochsBefore }: MemberSpan,
): (step: number) => number {
  const { learningRate, schedule, initialFactor } = settings;
  const warmUp = Math.round(settings.warmUp * stepsPerEpoch); // steps
  const factor = FACTORS[schedule](settings, epochs * stepsPerEpoch - warmUp, stepsPerEpoch);
  return (step) => {
    const done = step - 1 - epochsBefore * stepsPerEpoch; // the member's own steps before this one
    return (
      learningRate *
      (done < warmUp ? between(initialFactor, 1, done / warmUp) : factor(done - warmUp))
    );
  };
}

/** What the learning rate is multiplied by after so many steps of a schedule. */
type Factor = (done: number) => number;

const FACTORS: Readonly<
  Record<
    ScheduleSettings['schedule'],
    (settings: ScheduleSettings, steps: number, stepsPerEpoch: number) => Factor
  >
> = { constant: () => () => 1, step, cosine, 'one-cycle': oneCycle };

function step({ dropsAt, dropFactor }: ScheduleSettings, _: number, stepsPerEpoch: number): Factor {
  const drops = dropsAt.map((epochs) => Math.round(epochs * stepsPerEpoch));
  return (done) => dropFactor ** drops.filter((drop) => done >= drop).length;
}

/** As Keras' CosineDecay and CosineDecayRestarts (Loshchilov and Hutter, "SGDR", 2017). */
function cosine(
  { cycleEpochs, cycleGrowth, cycleFactor, finalFactor }: ScheduleSettings,
  steps: number,
  stepsPerEpoch: number,
): Factor {
  const first = cycleEpochs === undefined ? steps : Math.round(cycleEpochs * stepsPerEpoch);
  return (done) => {
    let [begin, length, height] = [0, first, 1];
    while (cycleEpochs !== undefined && done >= begin + length) {
      begin += length;
      length *= cycleGrowth;
      height *= cycleFactor;
    }
    const share = Math.min(1, (done - begin) / length);
    return between(finalFactor, 1, (height * (1 + Math.cos(Math.PI * share))) / 2);
  };
}

/** Up to the peak linearly, and down linearly: a triangle. */
function oneCycle({ peakAt, initialFactor, finalFactor }: ScheduleSettings, steps: number): Factor {
  const peak = Math.floor(peakAt * steps);
  return (done) =>
    done < peak
      ? between(initialFactor, 1, done / peak)
      : between(1, finalFactor, (done - peak) / (steps - peak));
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
