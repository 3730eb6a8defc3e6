/** What is wrong in `lessons/`, told to its author: where, what, and what to do about it. */
export interface Problem {
	/** `area_problem`, stable, so that tests and documentation can name it. */
	code: string;
	/** Path below the project's root. */
	file: string;
	/** From 1. */
	line: number;
	/** One or two sentences: what is wrong and what to do. */
	message: string;
}

/** Collects problems while a course is compiled, so that an author sees all of them at once. */
export class Problems {
	readonly all: Problem[] = [];

	add(code: string, file: string, line: number, message: string): void {
		this.all.push({ code, file, line, message });
	}

	/** Takes back what was told of a line, for what is the cause of it. */
	forget(file: string, line: number): void {
		const others = this.all.filter((one) => one.file !== file || one.line !== line);
		this.all.splice(0, Infinity, ...others);
	}
}

/** `lessons/3-safeguards/checks.quiz.md:12  item_without_key  …`: one line an editor can follow. */
export function formatProblem({ file, line, code, message }: Problem): string {
	return `${file}:${line}  ${code}\n    ${message}`;
}
