declare module 'virtual:course' {
	/** The compiled course by language. Server and prerenderer only: it holds every lesson. */
	const courses: Record<string, import('./model').Course>;
	export default courses;
}

declare module 'virtual:author' {
	/** What the author's page shows; there in development only. */
	const course: import('./author').AuthorCourse;
	export default course;
}
