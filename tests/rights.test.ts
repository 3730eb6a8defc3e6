import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { courseIn } from '../src/lib/server/course';
import { CourseServer } from './course-copy';
import { requestsOf, type Request as Asked } from './rights';

/** Who gets what from the built server: every route that is no file, for everyone who might ask. */

const people = ['nobody', 'stranger', 'observer', 'facilitator', 'owner'] as const;
type Person = (typeof people)[number];

/** From whom on something is had: the people above stand in that order. `stranger` has an account and another cohort. */
const anyone: Person = 'nobody';
const signedIn: Person = 'stranger';

/**
 * Who may ask for what. A page or a file of a cohort that is not named here is for whoever may see the cohort, and one
 * elsewhere below /teach for whoever is signed in; whatever changes something must be named.
 */
const rules: Record<string, Person> = {
	'/api/v1/entries GET': anyone,
	'/api/v1/entries POST': anyone,
	'/api/v1/members POST': anyone,
	'/api/v1/members/look POST': anyone,
	'/api/v1/members/transfer POST': anyone,
	'/api/v1/members/leave POST': anyone,
	'/api/v1/members/erase POST': anyone,
	'/api/v1/views POST': anyone,
	'/healthz GET': anyone,
	'/readyz GET': anyone,
	'/metrics GET': anyone,
	'/teach/who GET': anyone,
	'/teach/auth/[...path] GET': anyone,
	'/teach/auth/[...path] POST': anyone,
	'/teach/sign-in page': anyone,
	'/teach/sign-in/data GET': anyone,
	'/teach/sign-in ?/default': anyone,
	'/teach/start page': anyone,
	'/teach/start/data GET': anyone,
	'/teach/start ?/open': anyone,
	// Says 401 itself: the page is a way in, and who accepts must be somebody.
	'/teach/start ?/accept': signedIn,
	'/teach/reset page': anyone,
	'/teach/reset/data GET': anyone,
	'/teach/reset ?/default': anyone,
	'/teach/sign-out GET': signedIn,
	'/teach/sign-out POST': signedIn,
	'/teach/account ?/password': signedIn,
	'/teach/account ?/rename': signedIn,
	'/teach/account ?/remove': signedIn,
	'/teach/account ?/end': signedIn,
	'/teach/account ?/others': signedIn,
	'/teach/cohorts/new ?/default': signedIn,
	'/teach/cohorts/[cohort]/invite page': 'facilitator',
	'/teach/cohorts/[cohort]/invite/data GET': 'facilitator',
	'/teach/cohorts/[cohort]/invite ?/renew': 'facilitator',
	'/teach/cohorts/[cohort]/members page': 'facilitator',
	'/teach/cohorts/[cohort]/members/data GET': 'facilitator',
	'/teach/cohorts/[cohort]/members/capsules POST': 'facilitator',
	'/teach/cohorts/[cohort]/members/[member] page': 'facilitator',
	'/teach/cohorts/[cohort]/members/[member]/data GET': 'facilitator',
	'/teach/cohorts/[cohort]/members/[member] ?/rejoin': 'facilitator',
	'/teach/cohorts/[cohort]/members/[member] ?/erase': 'facilitator',
	'/teach/cohorts/[cohort]/settings page': 'facilitator',
	'/teach/cohorts/[cohort]/settings/data GET': 'facilitator',
	'/teach/cohorts/[cohort]/settings ?/change': 'facilitator',
	'/teach/cohorts/[cohort]/settings ?/state': 'owner',
	'/teach/cohorts/[cohort]/settings ?/invite': 'owner',
	'/teach/cohorts/[cohort]/settings ?/withdraw': 'owner',
	'/teach/cohorts/[cohort]/settings ?/role': 'owner'
};
const isOfCohort = (route: string) => route.includes('[cohort]');

function ruleFor({ route, what }: Asked): Person | undefined {
	const named = rules[`${route} ${what}`];
	if (named || what.startsWith('?/') || !route.startsWith('/teach')) return named;
	if (what !== 'page' && what !== 'GET') return undefined;
	return isOfCohort(route) ? 'observer' : signedIn;
}

const requests = requestsOf();
const folder = mkdtempSync(join(tmpdir(), 'breakout-rights-'));
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 30, { DATA_DIR: folder });
const password = 'nanoseconds of wire';
const title = 'The spring of the kingfishers';
const cookies: Record<Person, string> = {} as Record<Person, string>;
let spring: string;
let autumn: string;

/** Asks as a browser that does not follow; a `form` is sent as one of our own pages sends it. */
function ask(
	who: Person | { cookie: string },
	path: string,
	{ form, accept = 'text/html', method }: { form?: object; accept?: string; method?: string } = {}
): Promise<Response> {
	return fetch(server.url + path, {
		method: method ?? (form ? 'POST' : 'GET'),
		redirect: 'manual',
		headers: {
			accept,
			origin: server.url,
			cookie: typeof who === 'object' ? who.cookie : (cookies[who] ?? '')
		},
		...(form ? { body: new URLSearchParams(form as Record<string, string>) } : {})
	});
}

const cookieOf = (answer: Response) =>
	answer.headers
		.getSetCookie()
		.map((one) => one.split(';')[0])
		.join('; ');
const linkIn = (text: string): string => /\/teach\/start\?token=[\w-]+/.exec(text)?.[0] ?? '';

/** Makes an account by a link. */
async function open(who: Person, link: string): Promise<void> {
	const token = link.split('token=')[1];
	const answer = await ask({ cookie: '' }, `/teach/start?/open&token=${token}`, {
		form: { name: `The ${who}`, password }
	});
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/teach']);
	cookies[who] = cookieOf(answer);
}

async function makeCohort(who: Person, name: string): Promise<string> {
	const form = new URLSearchParams({ title: name, language: 'en', names: 'yes' });
	form.append('lessons', 'scope');
	const answer = await ask(who, '/teach/cohorts/new', { form });
	const [, id] = /cohorts\/([^/]+)\/invite/.exec(answer.headers.get('location') ?? '') ?? [];
	return id;
}

async function invite(by: Person, cohort: string, role: string): Promise<string> {
	const answer = await ask(by, `/teach/cohorts/${cohort}/settings?/invite`, { form: { role } });
	return linkIn(await answer.text());
}

/** Joins as a trainee and gives the member's id. */
async function join_(owner: Person, cohort: string): Promise<string> {
	const data = await ask(owner, `/teach/cohorts/${cohort}/invite/data`);
	const { code } = (await data.json()) as { code: string };
	const answer = await fetch(`${server.url}/api/v1/members`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ protocol: 1, code, name: 'Halcyon' })
	});
	return ((await answer.json()) as { credential: { member: string } }).credential.member;
}

beforeAll(async () => {
	await server.serve('.');
	// Who owns the installation owns no cohort by that.
	await open('stranger', linkIn(server.printed));
	autumn = await makeCohort('stranger', 'Autumn');
	await open('owner', await invite('stranger', autumn, 'observer'));
	spring = await makeCohort('owner', title);
	await ask('stranger', `/teach/cohorts/${autumn}/settings?/role`, {
		form: { id: await idOf('owner'), role: 'none' }
	});
	for (const who of ['facilitator', 'observer'] as const)
		await open(who, await invite('owner', spring, who));
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true });
});

/** A facilitator's id, as the settings of the cohort tell it. */
async function idOf(who: Person): Promise<string> {
	const cohort = who === 'owner' && !cookies.facilitator ? autumn : spring;
	const by = cohort === autumn ? 'stranger' : 'owner';
	const data = await ask(by, `/teach/cohorts/${cohort}/settings/data`);
	const { sharers } = (await data.json()) as { sharers: { id: string; name: string }[] };
	return sharers.find(({ name }) => name === `The ${who}`)?.id ?? '';
}

const activity = courseIn('en').models.scope.activities[0].id;

/** The address of a route, with a member that is there. */
async function pathOf({ route, what }: Asked): Promise<string> {
	const values: Record<string, string> = {
		cohort: spring,
		activity,
		report: 'overview',
		table: 'roster',
		'...path': `passkey/${what === 'POST' ? 'verify-authentication' : 'generate-authenticate-options'}`
	};
	if (route.includes('[member]')) values.member = await join_('owner', spring);
	const path = route.replace(/\[([^\]]+)\]/g, (_, name: string) => values[name] ?? 'x');
	return what.startsWith('?/') && what !== '?/default' ? `${path}${what}` : path;
}

/** What stands in no answer to whoever may not see the cohort, or no more of it than its reports. */
const secretsFrom = (who: Person): string[] =>
	({
		nobody: ['Halcyon', 'The facilitator', 'The observer', title],
		stranger: ['Halcyon', 'The facilitator', 'The observer', title],
		observer: ['Halcyon', 'The facilitator'],
		facilitator: ['The observer'],
		owner: []
	})[who];

async function isRefused(who: Person, asked: Asked): Promise<{ is: boolean; how: string }> {
	const { what } = asked;
	const answer = await ask(who, await pathOf(asked), {
		...(what.startsWith('?/') || what === 'POST' ? { form: {} } : {}),
		...(what === 'GET' ? { accept: 'application/json' } : {})
	});
	const { status } = answer;
	const to = answer.headers.get('location') ?? '';
	const isOut = asked.route === '/teach/sign-out' && to === '/teach/sign-in';
	const isSentAway = status === 303 && to.startsWith('/teach/sign-in') && !isOut;
	// A stream of events goes on for as long as one listens.
	const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
	const text = isStream ? '' : await answer.text();
	await (isStream && answer.body?.cancel());
	const secrets = secretsFrom(who);
	const how = `${asked.route} ${what} for ${who}: ${status} ${to}`;
	expect(status, how).toBeLessThan(500);
	const is = isSentAway || [401, 403, 404].includes(status);
	if (is || asked.isFrame) for (const one of secrets) expect(text, how).not.toContain(one);
	return { is, how };
}

describe('every route', () => {
	test('has a rule, and every rule a route', () => {
		expect(requests.length).toBeGreaterThan(40);
		expect(requests.filter((asked) => !ruleFor(asked))).toEqual([]);
		const named = requests.map(({ route, what }) => `${route} ${what}`);
		expect(Object.keys(rules).filter((rule) => !named.includes(rule))).toEqual([]);
	});

	// Signing out ends the session that is asked with.
	const inTurn = requests.filter(({ route }) => route !== '/teach/sign-out');
	const last = requests.filter(({ route }) => route === '/teach/sign-out');
	// These say 401 or 404 to everybody who comes with a cookie alone.
	const shut = [
		'/api/v1/entries',
		'/api/v1/members/transfer',
		'/api/v1/members/leave',
		'/api/v1/members/erase',
		'/api/v1/views',
		'/metrics'
	];

	test.each([...inTurn, ...last].map((asked) => [`${asked.route} ${asked.what}`, asked] as const))(
		'%s',
		async (name, asked) => {
			const from = people.indexOf(ruleFor(asked) ?? 'owner');
			for (const [at, who] of people.entries()) {
				const { is, how } = await isRefused(who, asked);
				if (shut.includes(asked.route)) expect(is, how).toBe(true);
				else expect(is, how).toBe(at < (asked.isFrame ? people.indexOf(signedIn) : from));
			}
			expect(name).not.toBe('');
		},
		30_000
	);
});

describe('a cohort', () => {
	beforeAll(async () => {
		for (const who of people.slice(1)) {
			const form = { name: `The ${who}`, password };
			cookies[who] = cookieOf(await ask({ cookie: '' }, '/teach/sign-in', { form }));
		}
	});

	test('opens no member of another, whoever asks', async () => {
		const theirs = await join_('owner', spring);
		const path = `/teach/cohorts/${autumn}/members/${theirs}`;
		for (const what of ['', '/data']) expect((await ask('stranger', path + what)).status).toBe(404);
		for (const what of ['?/rejoin', '?/erase'])
			expect((await ask('stranger', path + what, { form: {} })).status).toBe(404);
		const own = await ask('owner', `/teach/cohorts/${spring}/members/${theirs}/data`);
		expect(own.status).toBe(200);
	});

	test('is shut at once to whoever loses the role', async () => {
		const data = () => ask('observer', `/teach/cohorts/${spring}/data`);
		expect((await data()).status).toBe(200);
		const form = { id: await idOf('observer'), role: 'none' };
		await ask('owner', `/teach/cohorts/${spring}/settings?/role`, { form });
		expect((await data()).status).toBe(404);
		expect(await (await ask('observer', '/teach/data')).json()).toEqual([]);
	});

	test('is not left without an owner', async () => {
		const form = { id: await idOf('owner'), role: 'none' };
		const answer = await ask('owner', `/teach/cohorts/${spring}/settings?/role`, { form });
		expect(answer.status).toBe(400);
		expect((await ask('owner', `/teach/cohorts/${spring}/settings/data`)).status).toBe(200);
	});
});
