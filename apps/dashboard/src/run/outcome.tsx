import type { Report } from '@chorus/run-view';
import { Calibration } from './calibration.tsx';
import { ClassTable } from './class-table.tsx';
import { Confusion } from './confusion.tsx';
import { SampleRows } from './sample-rows.tsx';
import { Samples } from './samples.tsx';
import { judge } from './verdict.tsx';

interface OutcomeProps {
  readonly report: Report;
  readonly columns: readonly string[] | undefined;
  /** The address of the picture of a test image. */
  readonly sampleAddress: (index: number) => string;
}

/** What the ensemble is worth beyond its figures: on samples, by confidence, by class. */
export function Outcome({ report, columns, sampleAddress }: OutcomeProps) {
  const samples = report.samples.map(judge);
  const [first] = samples;
  // Rows of numbers need the page's width; of samples that are neither there is nothing to see.
  const areRows = first?.values !== undefined;
  const areImages = first !== undefined && !areRows;
  return (
    <>
      {areRows && <SampleRows title="Samples" samples={samples} columns={columns} />}
      <div class="pair">
        {areImages && <Samples samples={samples} addressOf={sampleAddress} />}
        <Calibration report={report} />
        {!areImages && <Confusion report={report} />}
      </div>
      {areImages ? (
        <div class="pair">
          <Confusion report={report} />
          <ClassTable report={report} />
        </div>
      ) : (
        <ClassTable report={report} />
      )}
    </>
  );
}
