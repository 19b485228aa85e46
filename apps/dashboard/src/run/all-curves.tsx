import { validatedOn } from '@chorus/run-config/trained-samples';
import type { RunView } from '@chorus/run-view';
import { Curves, type CurvesProps } from './curves.tsx';

/** Loss and accuracy by epoch on the training samples and, where there are any, apart from them on the validation samples. */
export function AllCurves(props: Omit<CurvesProps, 'title' | 'measure'>) {
  if (!isMeasured(props.view)) {
    return (
      <div class="pair">
        <Curves title="Loss" measure="loss" {...props} />
        <Curves title="Accuracy" measure="accuracy" {...props} />
      </div>
    );
  }
  return (
    <>
      <div class="pair">
        <Curves title="Training loss" measure="loss" {...props} />
        <Curves title="Training accuracy" measure="accuracy" {...props} />
      </div>
      <div class="pair">
        <Curves title="Validation loss" measure="validationLoss" {...props} />
        <Curves title="Validation accuracy" measure="validationAccuracy" {...props} />
      </div>
    </>
  );
}

/** Whether members are measured on validation samples after each epoch; in runs of older versions they are not. */
function isMeasured({ members, config }: RunView): boolean {
  const first = members.find(({ epochs }) => epochs.length > 0)?.epochs[0];
  return first ? first.validationLoss !== undefined : validatedOn(config) > 0;
}
