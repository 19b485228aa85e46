// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where the epoch under way stands: shown to watchers, kept nowhere.
 */
export interface Progress {
  'epoch'?: (number);
  /**
   * The batches done in this epoch, and those in all of it.
   */
  'batch'?: (number);
  'batches'?: (number);
  /**
   * The means over the epoch so far.
   */
  'loss'?: (number | string);
  'accuracy'?: (number | string);
  'samplesPerSecond'?: (number | string);
}

/**
 * Where the epoch under way stands: shown to watchers, kept nowhere.
 */
export interface Progress__Output {
  'epoch': (number);
  /**
   * The batches done in this epoch, and those in all of it.
   */
  'batch': (number);
  'batches': (number);
  /**
   * The means over the epoch so far.
   */
  'loss': (number);
  'accuracy': (number);
  'samplesPerSecond': (number);
}
