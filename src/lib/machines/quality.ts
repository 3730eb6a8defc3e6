import { pick } from '../course/condition';
import {
	worth,
	type OptionModel,
	type Quality,
	type ScenarioModel,
	type SceneModel
} from '../course/model';
import {
	choose,
	offered,
	sceneOf,
	scenarioMachine,
	standingOf,
	startScenario,
	type Move,
	type ScenarioContext
} from './scenario';

/** One decision of a path, judged: its quality where it was taken, and its mark scaled to the best then open. */
export interface Judged extends Move {
	stage?: string;
	/** Absent for chance. */
	quality?: Quality;
	/** 0–100; null when there is no key. */
	mark: number | null;
	/** Options then on offer with their quality, for the debrief. */
	beside: { option: string; quality?: Quality }[];
}

/** Judges every decision of a path in turn. Choices that are not on offer end the walk. */
export function judgePath(
	model: ScenarioModel,
	dials: Record<string, string>,
	path: Move[]
): Judged[] {
	const machine = scenarioMachine(model);
	let snapshot = startScenario(machine, dials);
	const judged: Judged[] = [];
	for (const move of path) {
		const scene = sceneOf(model, snapshot);
		const option = scene.options.find((one) => one.id === move.option);
		const next = scene.id === move.scene ? choose(machine, snapshot, move.option) : null;
		if (!option || !next) break;
		judged.push(judge(scene, option, snapshot.context));
		snapshot = next;
	}
	return judged;
}

function judge(scene: SceneModel, option: OptionModel, context: ScenarioContext): Judged {
	const standing = standingOf(context);
	const qualityOf = (one: OptionModel) => one.quality && pick(one.quality, standing);
	const beside = offered(scene, context).map((one) => ({
		option: one.id,
		quality: qualityOf(one)
	}));
	const best = Math.max(
		0,
		...beside.map(({ quality }) => (quality && quality !== 'open' ? worth[quality] : 0))
	);
	const quality = qualityOf(option);
	const mark =
		!quality || quality === 'open' ? null : best === 0 ? 100 : (worth[quality] / best) * 100;
	return {
		scene: scene.id,
		option: option.id,
		...(scene.stage ? { stage: scene.stage } : {}),
		...(quality ? { quality } : {}),
		mark,
		beside
	};
}

/** Stages with at least one keyed choice, in their order. Only these count. */
export function keyedStages(model: ScenarioModel): string[] {
	return model.stages.filter((stage) =>
		model.scenes.some(
			(scene) =>
				scene.stage === stage &&
				scene.options.some((option) => option.quality?.some(({ value }) => value !== 'open'))
		)
	);
}

/**
 * Decision quality of a finished path, 0–100, or null when nothing keyed was decided (architecture.md §4): the mean over
 * all keyed stages of the first keyed decision in each. A stage that was skipped or cut off takes the mark of the
 * decision that skipped it, so every path has the same denominator.
 */
export function decisionQuality(model: ScenarioModel, judged: Judged[]): number | null {
	const marks = stageMarks(model, judged);
	const values = Object.values(marks);
	return values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null;
}

/**
 * The mark of every keyed stage on a finished path; of none when no keyed decision was taken. A stage is left behind when
 * the story goes on to a later stage or ends; going back leaves nothing behind.
 */
export function stageMarks(model: ScenarioModel, judged: Judged[]): Record<string, number> {
	const marks = new Map<string, number>();
	const markOnce = (stage: string, mark: number): void => {
		if (!marks.has(stage)) marks.set(stage, mark);
	};
	for (const { stage, mark } of judged) if (stage && mark !== null) markOnce(stage, mark);
	if (!marks.size) return {};

	// Chance and open decisions have no mark: what they skip goes with the keyed decision before, or else the first one.
	let [last] = marks.values();
	const keyed = keyedStages(model);
	const placeOf = (stage: string): number => model.stages.indexOf(stage);
	const staged = judged.flatMap(({ stage, mark }) =>
		stage ? [{ place: placeOf(stage), mark }] : []
	);
	staged.forEach(({ place, mark }, at) => {
		last = mark ?? last;
		const next = staged[at + 1]?.place ?? place;
		for (const stage of keyed)
			if (placeOf(stage) >= place && placeOf(stage) < next) markOnce(stage, last);
	});
	// What the story never left behind, its last decision cut off.
	return Object.fromEntries(keyed.map((stage) => [stage, marks.get(stage) ?? last]));
}
