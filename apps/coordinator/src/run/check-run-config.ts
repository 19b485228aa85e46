import { ChorusError, type RunConfig } from '@chorus/proto';

/** More members than anyone sums up: a mistake, or an attempt to exhaust memory. */
const MOST_MEMBERS = 10_000;

/**
 * Refuses a configuration that no worker could train. The command line has checked it already and
 * with better words; this is for clients that did not.
 *
 * @throws ChorusError `invalid`, naming the field
 */
export function checkRunConfig(config: RunConfig): void {
  const { members, threads, dataset, training, faults } = config;
  const { model, epochs, batchSize, learningRate, divisor } = training;
  requireCount('members', members, MOST_MEMBERS);
  requireCount('threads', threads);
  requireCount('faults.min_members', faults.minMembers, members);
  requireCount('faults.max_failures', faults.maxFailures);
  requireCount('faults.stall_timeout_ms', faults.stallTimeoutMs);
  requireCount('training.epochs', epochs);
  requireCount('dataset.train_limit', dataset.trainLimit, dataset.trainSamples);
  const { validationSamples, trainLimit, trainSamples } = dataset;
  if (validationSamples > trainSamples - trainLimit) {
    const most = `at most ${trainSamples - trainLimit}: what is not trained on`;
    throw invalid('dataset.validation_samples', most, validationSamples);
  }
  requireCount('dataset.test_limit', dataset.testLimit, dataset.testSamples);
  requireCount('dataset.classes', dataset.classes.length);
  requireCount('training.batch_size', batchSize, dataset.trainLimit);
  requirePositive('training.learning_rate', learningRate);
  requirePositive('training.divisor', divisor);
  requireCount('training.model.kernel_size', model.kernelSize);
  for (const count of [...model.filters, ...model.denseUnits]) {
    requireCount('training.model: filters and dense_units', count);
  }
  if (!(model.dropout >= 0 && model.dropout < 1)) {
    throw invalid('training.model.dropout', 'from 0 to below 1', model.dropout);
  }
  const { stopWhenGainBelow } = config;
  if (!(stopWhenGainBelow >= 0 && stopWhenGainBelow < 1)) {
    throw invalid('stop_when_gain_below', 'from 0 to below 1', stopWhenGainBelow);
  }
  if (stopWhenGainBelow > 0 && validationSamples === 0) {
    throw invalid('dataset.validation_samples', 'above 0 for an early end', validationSamples);
  }
  if (config.snapshots && faults.backups) {
    throw new ChorusError(
      'invalid',
      'config.snapshots and config.faults.backups exclude each other',
    );
  }
}

function requireCount(field: string, value: number, most = 2 ** 31): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw invalid(field, `a whole number from 1 to ${most}`, value);
  }
}

function requirePositive(field: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw invalid(field, 'above 0 and finite', value);
}

function invalid(field: string, range: string, value: number): ChorusError {
  return new ChorusError('invalid', `config.${field} must be ${range}, not ${value}`);
}
