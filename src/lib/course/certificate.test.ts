import { describe, expect, it } from 'vitest';
import { certify, formatCertificate } from './certificate';
import { compile } from './compile';
import { sampleCourse } from './sample-course';

const { courses } = await compile(sampleCourse);
const { models, texts } = courses.en;
const [model] = models.lights.activities.flatMap((one) => (one.kind === 'scenario' ? [one] : []));
const text = texts.lights.scenarios[model.id];

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
});
