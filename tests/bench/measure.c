/*
 * measure RESULT COMMAND [ARGUMENT...]: runs the command and writes wall time
 * in nanoseconds, peak resident memory in KiB (of the largest process that it
 * and its children were), and the exit status to the file RESULT. Small itself,
 * as what a process was before execve counts into its peak.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct timespec start, end;
	struct rusage usage;
	FILE *result;
	int status;
	pid_t child;

	if (argc < 3)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &start);
	child = vfork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &end);
	result = fopen(argv[1], "w");
	if (result == NULL)
		return 2;
	fprintf(result, "%lld %ld %d\n",
	    (end.tv_sec - start.tv_sec) * 1000000000LL + end.tv_nsec - start.tv_nsec,
	    usage.ru_maxrss, status);
	return fclose(result) == 0 ? 0 : 2;
}
