import { describe, expect, it } from 'vitest';
import { certify, formatCertificate } from './certificate';
import { compile } from './compile';
import type { Condition, ScenarioModel, SceneModel } from './model';
import { sampleCourse } from './sample-course';

const { courses } = await compile(sampleCourse);
const { models, texts } = courses.en;
const [model] = models.lights.activities.flatMap((one) => (one.kind === 'scenario' ? [one] : []));
const text = texts.lights.scenarios[model.id];

/** The scenario with one of its scenes changed. */
function withScene(id: string, change: (scene: SceneModel) => Partial<SceneModel>): ScenarioModel {
	return {
		...model,
		scenes: model.scenes.map((scene) => (scene.id === id ? { ...scene, ...change(scene) } : scene))
	};
}

describe('the certificate of a scenario', () => {
	it('states what a walk through every state has shown', () => {
		expect(certify(model, text, 'en')).toEqual({
			id: 'the-fog',
			language: 'en',
			states: 49,
			dialings: 2,
			shortest: 1,
			longest: 4,
			scenes: { reached: 6, all: 6 },
			choices: { takeable: 9, all: 9 },
			deadEnds: 0,
			endings: { sound: 1, poor: 1 },
			unfairLocks: 0,
			tracks: { oil: { min: 0, max: 3 }, trust: { min: 0, max: 2 } },
			objectives: { exercised: 1, all: 1 },
			claims: 4
		});
	});

	it('says where it fails', () => {
		const [watch, ...rest] = model.scenes;
		const [light, ...others] = watch.options;
		const broken = {
			...model,
			objectives: ['judge-fog', 'tell-lights'],
			scenes: [
				{ ...watch, options: [{ ...light, to: [{ value: 'aground' }], effects: [] }, ...others] },
				...rest
			]
		};
		expect(certify(broken, text, 'en')).toMatchObject({
			unfairLocks: 1,
			objectives: { exercised: 1, all: 2 }
		});
	});

	it('is written for a reader', () => {
		expect(formatCertificate(certify(model, text, 'en'))).toBe(
			[
				'the-fog (en)',
				'  49 states explored under 2 settings of the dials; 1 to 4 moves',
				'  scenes reached 6 of 6; choices takeable 9 of 9; dead ends 0',
				'  endings: 1 sound, 1 poor; sound endings locked without notice 0',
				'  tracks: oil 0 to 3, trust 0 to 2',
				'  objectives on every path to a sound ending 1 of 1; claims cited 4'
			].join('\n')
		);
	});

	it('counts only scenes and choices that some path meets, and what they cite', () => {
		// The ending cites what nothing else does, and so does what follows from selling.
		const safe = { ...text.scenes.safe, prose: [{ html: '', claims: ['L1-Q1', 'DOC?'] }] };
		const { bell } = text.scenes;
		const sell = { ...bell.options.sell, feedback: { html: '', claims: ['L1-T1'] } };
		const scenes = { ...text.scenes, safe, bell: { ...bell, options: { ...bell.options, sell } } };
		const of = (one: ScenarioModel) => certify(one, { ...text, scenes }, 'en');
		expect(of(model).claims).toBe(6);

		const drowned = withScene('report', ({ options }) => ({
			options: options.map((option) => ({ ...option, to: [{ value: 'aground' }] }))
		}));
		expect(of(drowned)).toMatchObject({
			scenes: { reached: 5, all: 6 },
			endings: { poor: 1 },
			claims: 5
		});
		const honest = withScene('bell', ({ options: [ring, sold] }) => ({
			options: [ring, { ...sold, when: [[{ kind: 'track', track: 'oil', op: '>=', value: 9 }]] }]
		}));
		expect(of(honest)).toMatchObject({ choices: { takeable: 8, all: 9 }, claims: 5 });
	});

	it('counts every ending by its outcome', () => {
		const sunk = { ...model.scenes.find(({ id }) => id === 'aground')!, id: 'sunk' };
		const { scenes } = withScene('bell', ({ options: [ring, sell] }) => ({
			options: [ring, { ...sell, to: [{ value: 'sunk' }] }]
		}));
		const words = { ...text, scenes: { ...text.scenes, sunk: text.scenes.aground } };
		const { endings } = certify({ ...model, scenes: [...scenes, sunk] }, words, 'en');
		expect(endings).toEqual({ sound: 1, poor: 2 });
	});

	it('adds scenes without a way out to scenes without an ending, and knows no longest path where one goes round', () => {
		const never: Condition = [[{ kind: 'track', track: 'oil', op: '>=', value: 9 }]];
		const leads = { watch: ['bell', 'report', 'safe'], bell: ['bell', 'bell'] };
		const broken = {
			...model,
			tracks: { oil: model.tracks.oil },
			dials: {},
			scenes: model.scenes.map(({ id, options, ...scene }) => ({
				...scene,
				id,
				options: options.map(({ id: option }, at) => ({
					id: option,
					to: [{ value: leads[id as keyof typeof leads]?.[at] ?? 'safe' }],
					effects: [],
					...(id === 'report' ? { when: never } : {})
				}))
			}))
		};
		const certificate = certify(broken, text, 'en');
		expect(certificate).toMatchObject({ deadEnds: 2, dialings: 1, longest: null });
		const written = formatCertificate({ ...certificate, tracks: {}, endings: {} });
		expect(written.split('\n').slice(1, 5)).toEqual([
			`  ${certificate.states} states explored; 1 to any number of moves`,
			'  scenes reached 4 of 6; choices takeable 5 of 9; dead ends 2',
			'  endings: none; sound endings locked without notice 2',
			'  tracks: none'
		]);
	});
});
