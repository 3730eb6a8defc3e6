import { expect } from 'vitest';
import { CourseServer } from '../course-copy';
import { ask, type ServerAnswer } from '../e2e/answers';

/** The address that browsers see: https, by a proxy in front of the server of the test. */
export const origin = 'https://course.example.org';
/** Another site in the same browser. */
export const elsewhere = 'https://elsewhere.example';

/** What is sent, as whoever attacks it would write it. */
export interface Sent {
	method?: string;
	headers?: Record<string, string>;
	body?: string | Buffer;
	/** Fields of a form; they become the body. */
	form?: Record<string, string>;
	/** A value that becomes the body as JSON. */
	json?: unknown;
}

/** The built server as it runs behind a proxy with https, with one facilitator who has a cohort of real names. */
export class Site {
	readonly #server: CourseServer;
	/** The facilitator's cookie. */
	cookie = '';
	cohort = '';
	/** The cohort's join code. */
	code = '';

	constructor(port: number, folder: string) {
		this.#server = new CourseServer(port, { DATA_DIR: folder, ORIGIN: origin });
	}

	get url(): string {
		return this.#server.url;
	}

	get pid(): number | undefined {
		return this.#server.pid;
	}

	/** Sends a request as it is given; a form and JSON get their type, and nothing else is added. */
	ask(path: string, { form, json, ...sent }: Sent = {}): Promise<ServerAnswer> {
		const type = form
			? 'application/x-www-form-urlencoded'
			: json === undefined
				? null
				: 'application/json';
		const body = form
			? new URLSearchParams(form).toString()
			: json === undefined
				? sent.body
				: JSON.stringify(json);
		return ask(this.#server.url, path, {
			method: sent.method ?? (body === undefined ? 'GET' : 'POST'),
			headers: { ...(type ? { 'content-type': type } : {}), ...sent.headers },
			...(body === undefined ? {} : { body })
		});
	}

	/** Sends a form as one of our own pages does, with the facilitator's cookie or another. */
	own(path: string, form: Record<string, string>, cookie = this.cookie): Promise<ServerAnswer> {
		return this.ask(path, { form, headers: { origin, cookie, accept: 'text/html' } });
	}

	/** Gets with the facilitator's cookie. */
	async data<T>(path: string): Promise<T> {
		const { status, body } = await this.ask(path, { headers: { cookie: this.cookie } });
		expect(status, path).toBe(200);
		return JSON.parse(body.toString()) as T;
	}

	async start(): Promise<void> {
		await this.#server.serve('.');
		const [link] = /\/teach\/start\?token=[\w-]+/.exec(this.#server.printed) ?? [''];
		const opened = await this.own(link.replace('?', '?/open&'), ada, '');
		expect(opened.status).toBe(303);
		this.cookie = cookieIn(opened);
		const plan = { title: 'Keepers', language: 'en', names: 'yes', lessons: 'scope' };
		const made = await this.own('/teach/cohorts/new', plan);
		this.cohort = /cohorts\/([^/]+)\/invite/.exec(made.headers.location ?? '')?.[1] ?? '';
		this.code = (
			await this.data<{ code: string }>(`/teach/cohorts/${this.cohort}/invite/data`)
		).code;
	}

	/** Joins as a trainee; gives the member's id and the text of the bearer token. */
	async join(name: string): Promise<{ member: string; bearer: string }> {
		const { body } = await this.ask('/api/v1/members', {
			json: { protocol: 1, code: this.code, name }
		});
		const { credential } = JSON.parse(body.toString()) as {
			credential: { cohort: string; member: string; secret: string };
		};
		const { cohort, member, secret } = credential;
		return { member, bearer: `${cohort}.${member}.${secret}` };
	}

	stop(): Promise<void> {
		return this.#server.stop();
	}
}

export const ada = { name: 'Ada Lovelace', password: 'nanoseconds of wire' };

/** The cookies that an answer sets, as a browser sends them back. */
export const cookieIn = ({ headers }: ServerAnswer): string =>
	(headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
