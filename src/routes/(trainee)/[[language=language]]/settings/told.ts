/** What comes of something that was asked for on the page: what is said of it, and what is wrong with it, where there is any. */
export interface Told {
	readonly said?: string;
	readonly problem?: string;
}
