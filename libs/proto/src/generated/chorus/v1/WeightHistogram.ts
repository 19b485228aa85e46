// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * The distribution of one weight tensor's values.
 */
export interface WeightHistogram {
  'name'?: (string);
  'min'?: (number | string);
  'max'?: (number | string);
  'count'?: (number | string);
  'sum'?: (number | string);
  'sumSquares'?: (number | string);
  /**
   * The right edges of the buckets, increasing, and how many values each holds.
   */
  'bucketLimits'?: (number | string)[];
  'bucketCounts'?: (number | string)[];
}

/**
 * The distribution of one weight tensor's values.
 */
export interface WeightHistogram__Output {
  'name': (string);
  'min': (number);
  'max': (number);
  'count': (number);
  'sum': (number);
  'sumSquares': (number);
  /**
   * The right edges of the buckets, increasing, and how many values each holds.
   */
  'bucketLimits': (number)[];
  'bucketCounts': (number)[];
}
