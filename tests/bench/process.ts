import { readFileSync } from 'node:fs';

/** Resident memory of a process, in MB; `?` where the system does not tell. */
export function memoryOf(pid: number | undefined): string {
	try {
		const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
		return (Number(kilobytes) / 1024).toFixed(0);
	} catch {
		return '?';
	}
}

/** Seconds of processor time that a process has had (proc(5): utime and stime, in ticks of a hundredth); NaN where the system does not tell. */
export function processorOf(pid: number | undefined): number {
	try {
		const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
		const fields = rest.split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	} catch {
		return NaN;
	}
}
