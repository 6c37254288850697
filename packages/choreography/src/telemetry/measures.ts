import { diag, type Histogram, type Meter } from '@opentelemetry/api';
import type { UnitOfWork } from '../batch/unit-of-work.ts';
import type { Measure } from '../definition/define-measure.ts';
import { errorTypeOf } from './conventions.ts';
import { histogram } from './meters.ts';

/** The figures that a service reads off its states as they change. */
export class Measures {
  private readonly histograms: ReadonlyMap<Measure, Histogram>;

  constructor(meter: Meter, measures: readonly Measure[]) {
    this.histograms = new Map(
      measures.map((measure) => [measure, histogram(meter, measure.name, measure)]),
    );
  }

  /** Records what the changes of a committed batch say. A measure that fails is told of and spoils nothing. */
  record(unit: Pick<UnitOfWork, 'changesOf'>): void {
    for (const [measure, figures] of this.histograms) {
      try {
        recordOne(measure, figures, unit);
      } catch (error) {
        diag.warn(`the measure ${measure.name} failed: ${errorTypeOf(error)}`);
      }
    }
  }
}

function recordOne(
  measure: Measure,
  figures: Histogram,
  unit: Pick<UnitOfWork, 'changesOf'>,
): void {
  const { inserts, updates } = unit.changesOf(measure.store);
  const changes = [...inserts.map((after) => ({ before: undefined, after })), ...updates];
  for (const { before, after } of changes) {
    const measured = measure.read(after, before);
    if (measured !== undefined) figures.record(measured.value, measured.attributes);
  }
}
