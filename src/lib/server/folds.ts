import { summarise, type ActivitySummary } from '../reports/summary';
import { add, emptyTally, merge, subtract, type Tally } from '../reports/tally';
import type { Folds } from './storage';

/** The folds of the reports: what a facilitator sees is made of these, here and in a browser. */
export const reportFolds: Folds<ActivitySummary, Tally> = {
	summarise,
	emptyTally,
	add,
	subtract,
	merge
};
