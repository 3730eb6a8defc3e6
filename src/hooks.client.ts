import { languageInPath } from '$lib/ui/language/language';
import { overwriteGetLocale } from '$lib/ui/language/paraglide/runtime';

// The address says the language, so a shared link and a reload agree with what was on the screen.
overwriteGetLocale(() => languageInPath(location.pathname));
