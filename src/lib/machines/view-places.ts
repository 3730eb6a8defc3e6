import type { ActivityModel, SceneModel } from '../course/model';
import { isKeyed } from './mark';

/** A place of the course that asks for a view: an item without a key, or an open decision. */
export interface ViewPlace {
	item: string;
	kind: ViewKind;
	/** Ids of the positions, answers or sides; none of a reflection. */
	options: string[];
	/** contested: ids of the reasons. */
	reasons: string[];
	/** position: the opening item that this one asks again. */
	closes?: string;
}

export const viewKinds = ['position', 'contested', 'reflection', 'side'] as const;
export type ViewKind = (typeof viewKinds)[number];

/** Where an activity asks for views, in its order. */
export function viewPlaces(model: ActivityModel): ViewPlace[] {
	if (model.kind === 'scenario')
		return model.scenes.filter(isOpen).map(({ id, options }) => ({
			item: id,
			kind: 'side',
			options: options.map((option) => option.id),
			reasons: []
		}));
	return model.items
		.filter((item) => !isKeyed(item))
		.map(({ id, kind, options, answers, closes }) => ({
			item: id,
			kind: kind === 'contested' || kind === 'reflection' ? kind : 'position',
			options: options.map((option) => option.id),
			reasons: answers.map((answer) => answer.id),
			...(closes ? { closes } : {})
		}));
}

function isOpen({ options }: SceneModel): boolean {
	return options.some(({ quality }) => quality?.some(({ value }) => value === 'open'));
}
