import { readFileSync } from 'node:fs';

/** What `lessons/README.md` has a newcomer copy: a scenario, and the lines that place it in a lesson. */
export interface FirstScenario {
	file: string;
	text: string;
	/** The lesson in which it is placed, and how that reads then. */
	lesson: string;
	placedIn(lesson: string): string;
}

export function firstScenario(): FirstScenario {
	const [, section] = readFileSync('lessons/README.md', 'utf8').split(
		'## Your first scenario, in ten minutes\n'
	);
	const [text, step] = [...section.matchAll(/```markdown\n([\s\S]*?)```/g)].map(([, text]) => text);
	const [file] = section.match(/lessons\/[^\s`]*\.scenario\.md/) as RegExpMatchArray;
	const [lesson] = section.match(/lessons\/[^\s`]*\/lesson\.md/) as RegExpMatchArray;
	return {
		file,
		text,
		lesson,
		placedIn: (lesson) => lesson.replace(/\n## (?=.*\.checks)/, `\n${step}\n## `)
	};
}
