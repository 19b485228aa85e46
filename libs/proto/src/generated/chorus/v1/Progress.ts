// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where the epoch under way stands: shown to watchers, kept nowhere.
 */
export interface Progress {
  'epoch'?: (number);
  /**
   * Batches done in this epoch, and in all of it.
   */
  'batch'?: (number);
  'batches'?: (number);
  /**
   * Means over the epoch so far.
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
   * Batches done in this epoch, and in all of it.
   */
  'batch': (number);
  'batches': (number);
  /**
   * Means over the epoch so far.
   */
  'loss': (number);
  'accuracy': (number);
  'samplesPerSecond': (number);
}
