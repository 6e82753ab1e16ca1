#include <fmt/format.h>

int
main()
{
	return fmt::format("{:>6}|{:.2f}", "ab", 1.5) != "    ab|1.50";
}
