/** The page that the course is measured against. */
import { createServer, type Server } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import type { Course } from '../../src/lib/course/model';
import type { PlacedItem } from '../e2e/course';

/** The reference: one file, its script and style inside, that says the same and answers the same question. */
export function referencePage(course: Course, { lesson, step, item, text }: PlacedItem): string {
	const { blocks } = course.texts[lesson.id].steps[step];
	const prose = blocks.map((block) => ('html' in block ? block.html : '')).join('');
	const options = item.options
		.map(
			({ id }, at) =>
				`<label><input type="radio" name="o" value="${at}"> ${text.options[id].html}</label>`
		)
		.join('');
	const told = item.options.map(({ id, right }) => [
		right === true,
		text.options[id].feedback?.html ?? ''
	]);
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Question</title><style>body{max-width:40rem;margin:auto;padding:1rem;font:1.125rem/1.55 serif}label{display:block;padding:.75rem 0}</style>
<main>${prose}<form>${text.stem.map(({ html }) => html).join('')}${options}<button>Answer</button></form><div class="feedback" role="status"></div></main>
<script>const told=${JSON.stringify(told).replaceAll('<', '\\u003c')};
document.forms[0].onsubmit=e=>{e.preventDefault();const o=new FormData(e.target).get('o');if(o===null)return;
const[right,why]=told[o];document.querySelector('.feedback').innerHTML='<p tabindex="-1">'+(right?'Right. ':'Not quite. ')+'</p>'+why}</script></html>`;
}

/** Serves a page as the course's own server does: compressed. */
export function serveReference(html: string): Promise<{ url: string; server: Server }> {
	const body = brotliCompressSync(html);
	const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' };
	const server = createServer((_, response) => {
		response.writeHead(200, headers).end(body);
	});
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address === null || typeof address === 'string') throw new Error('It has no port.');
			resolve({ url: `http://localhost:${address.port}`, server });
		});
	});
}
