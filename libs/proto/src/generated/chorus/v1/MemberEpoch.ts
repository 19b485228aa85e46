// Original file: libs/proto/chorus/v1/run_service.proto


export interface MemberEpoch {
  'member'?: (number);
  'attempt'?: (number);
  'epoch'?: (number);
  'loss'?: (number | string);
  'accuracy'?: (number | string);
  'seconds'?: (number | string);
  'samplesPerSecond'?: (number | string);
  /**
   * The learning rate of the epoch's last step, and the mean norm of the gradient over its steps; absent from versions that
   * do not tell them, the norm also where it is no finite number.
   */
  'learningRate'?: (number | string);
  'gradientNorm'?: (number | string);
  /**
   * The loss and accuracy on the validation samples after the epoch; absent where the run has none.
   */
  'validationLoss'?: (number | string);
  'validationAccuracy'?: (number | string);
  '_learningRate'?: "learningRate";
  '_gradientNorm'?: "gradientNorm";
  '_validationLoss'?: "validationLoss";
  '_validationAccuracy'?: "validationAccuracy";
}

export interface MemberEpoch__Output {
  'member': (number);
  'attempt': (number);
  'epoch': (number);
  'loss': (number);
  'accuracy': (number);
  'seconds': (number);
  'samplesPerSecond': (number);
  /**
   * The learning rate of the epoch's last step, and the mean norm of the gradient over its steps; absent from versions that
   * do not tell them, the norm also where it is no finite number.
   */
  'learningRate'?: (number);
  'gradientNorm'?: (number);
  /**
   * The loss and accuracy on the validation samples after the epoch; absent where the run has none.
   */
  'validationLoss'?: (number);
  'validationAccuracy'?: (number);
  '_learningRate'?: "learningRate";
  '_gradientNorm'?: "gradientNorm";
  '_validationLoss'?: "validationLoss";
  '_validationAccuracy'?: "validationAccuracy";
}
