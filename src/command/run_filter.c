#include "command/run_filter.h"

#include "sandbox/filter_program.h"

static void
add_section(struct filter_program *program, enum filter_numbers numbers, bool shared_host)
{
	filter_program_begin(program, numbers);
	filter_program_refuse_common(program);
	if (shared_host)
		filter_program_refuse_signal_to_all(program);
	filter_program_end(program);
}

int
run_filter_open(int *ret_file, struct error *err)
{
	struct filter_program program = {.length = 0};

	*ret_file = -1;
	if (!filter_program_known())
		return 0;
	add_section(&program, FILTER_OWN, false);
	if (FILTER_HAS_I386)
		add_section(&program, FILTER_I386, false);
	return filter_program_open(&program, ret_file, err);
}

int
run_filter_enter(struct error *err)
{
	struct filter_program program = {.length = 0};

	add_section(&program, FILTER_OWN, true);
	if (FILTER_HAS_I386)
		add_section(&program, FILTER_I386, true);
	return filter_program_enter(&program, err);
}
