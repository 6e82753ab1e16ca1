// What of C++ lies in its libraries and needs the right answers from musl: objects of a thread and their destructors, exceptions
// that go from one thread to another, and locale, filesystem, charconv and regex. Prints a line for each; a wrong one ends with
// status 1.
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <locale>
#include <random>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

static void check(bool good, const char *what)
{
	if (good)
		return;
	std::fprintf(stderr, "wrong: %s\n", what);
	std::_Exit(1);
}

static std::atomic<int> made, gone;

struct Counted {
	std::string text{"a string that is too long to be kept without an allocation"};

	Counted() { made++; }
	~Counted()
	{
		check(text.size() == 58, "an object of a thread is broken before its destructor");
		gone++;
	}
};

// Its destructor makes another object of the thread, which has to be destroyed too.
struct Chained {
	~Chained();
};

static thread_local Counted first, second;
static thread_local Chained chained;

Chained::~Chained()
{
	static thread_local Counted late;

	late.text[0] = 'A';
}

struct AtExit {
	~AtExit()
	{
		std::puts("the object of the main thread is gone");
		std::fflush(stdout);
	}
};

static void touch()
{
	volatile Chained *used = &chained;

	(void)used;
	first.text[0] = second.text[0] = 'b';
}

static void thread_objects()
{
	std::vector<std::thread> threads;

	for (int i = 0; i < 8; i++)
		threads.emplace_back(touch);
	for (auto &thread : threads)
		thread.join();
	check(made == 24, "each thread makes its three objects");
	check(gone == 24, "each thread destroys its three objects");
	// a thread that ends by an exception that is caught, thrown while its objects live
	std::thread([] {
		try {
			touch();
			throw std::runtime_error("x");
		} catch (const std::exception &) {
		}
	}).join();
	check(gone == 27, "objects of a thread that threw are destroyed");
	std::printf("thread_local %d\n", gone.load());
}

static void exceptions()
{
	std::exception_ptr caught;

	std::thread([&] {
		try {
			std::vector<int>().at(3);
		} catch (...) {
			caught = std::current_exception();
		}
	}).join();
	check(caught != nullptr, "an exception is kept");
	std::string said;
	try {
		std::rethrow_exception(caught);
	} catch (const std::out_of_range &error) {
		said = error.what();
	}
	check(!said.empty(), "an exception of another thread is caught here");
	auto answer = std::async(std::launch::async, []() -> int { throw std::system_error(ENOENT, std::generic_category()); });
	int code = 0;
	try {
		answer.get();
	} catch (const std::system_error &error) {
		code = error.code().value();
	}
	check(code == ENOENT, "std::async hands on an exception");
	std::promise<int> promise;
	std::thread([&] { promise.set_exception(std::make_exception_ptr(7)); }).join();
	try {
		promise.get_future().get();
	} catch (int seven) {
		check(seven == 7, "a promise hands on what was thrown");
		code++;
	}
	check(code == ENOENT + 1, "a promise hands on an exception");
	try {
		try {
			throw std::runtime_error("inner");
		} catch (...) {
			std::throw_with_nested(std::logic_error("outer"));
		}
	} catch (const std::logic_error &outer) {
		try {
			std::rethrow_if_nested(outer);
		} catch (const std::runtime_error &inner) {
			said = inner.what();
		}
	}
	check(said == "inner", "an exception inside an exception");
	check(std::uncaught_exceptions() == 0, "no exception is left");
	std::puts("exceptions");
}

struct Grouped : std::numpunct<char> {
	char do_thousands_sep() const override { return '\''; }
	std::string do_grouping() const override { return "\3"; }
};

static void locales()
{
	std::ostringstream out;

	out.imbue(std::locale(std::locale::classic(), new Grouped));
	out << 1234567 << ' ' << std::fixed << std::setprecision(2) << 3.14159 << ' ' << std::hex << 255;
	check(out.str() == "1'234'567 3.14 ff", out.str().c_str());
	check(std::use_facet<std::ctype<char>>(std::locale()).toupper('q') == 'Q', "toupper of a locale");
	std::tm time{};
	std::istringstream in("2024-02-29 23:59:58");
	in >> std::get_time(&time, "%Y-%m-%d %H:%M:%S");
	check(!in.fail() && time.tm_mday == 29 && time.tm_sec == 58, "a time is read");
	check(std::use_facet<std::ctype<wchar_t>>(std::locale("C.UTF-8")).toupper(0xe4) == 0xc4, "toupper of a letter with an accent");
	check(std::locale("C.UTF-8")(std::string("a"), std::string("b")), "words in order");
	check(std::locale("C").name() == "C", "the locale C");
	std::puts("locale");
}

static void files()
{
	namespace fs = std::filesystem;
	auto folder = fs::temp_directory_path() / ("mote-cxx-" + std::to_string(std::random_device{}()));
	std::error_code error;

	fs::create_directories(folder / "a" / "b");
	std::ofstream(folder / "a" / "file") << "text";
	fs::create_symlink("file", folder / "a" / "link");
	fs::copy(folder / "a", folder / "copy", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
	check(fs::file_size(folder / "copy" / "file") == 4, "a file is copied");
	check(fs::read_symlink(folder / "copy" / "link") == "file", "a link is copied");
	fs::last_write_time(folder / "a" / "file", fs::file_time_type::clock::now() - std::chrono::hours(1));
	fs::permissions(folder / "a" / "file", fs::perms::owner_read);
	check(fs::status(folder / "a" / "file").permissions() == fs::perms::owner_read, "a mode is set");
	int count = 0;
	for (const auto &entry : fs::recursive_directory_iterator(folder))
		count += !entry.path().empty();
	check(count == 8, "a folder is walked");
	check(!fs::exists(folder / "nothing", error) && !error, "what is not there");
	fs::rename(folder / "copy", folder / "moved");
	check(fs::weakly_canonical(folder / "moved" / ".." / "a").filename() == "a", "a path is made plain");
	check(fs::space(folder).capacity > 0, "the room of a disk");
	check(fs::remove_all(folder) == 9, "a folder is removed");
	std::puts("filesystem");
}

static void numbers()
{
	char text[64];
	double value = 0;
	long long whole = 0;

	auto end = std::to_chars(text, text + sizeof(text), 0.1).ptr;
	check(std::string(text, end) == "0.1", "the shortest digits of a double");
	end = std::to_chars(text, text + sizeof(text), 1e300).ptr;
	check(std::string(text, end) == "1e+300", "the digits of a large double");
	end = std::to_chars(text, text + sizeof(text), -255, 16).ptr;
	check(std::string(text, end) == "-ff", "digits of another base");
	std::string digits = "-9223372036854775808x";
	auto got = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
	check(got.ec == std::errc() && *got.ptr == 'x' && whole == INT64_MIN, "the smallest number");
	digits = "9223372036854775808";
	got = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
	check(got.ec == std::errc::result_out_of_range, "a number that is too large");
	value = std::stod("0x1.8p1");
	check(value == 3.0, "a hexadecimal double");
	std::puts("charconv");
}

static void expressions()
{
	std::string text = "2024-02-29 and 1999-12-31";
	std::regex date("(\\d{4})-(\\d{2})-(\\d{2})");
	std::string years;

	for (std::sregex_iterator i(text.begin(), text.end(), date), end; i != end; ++i)
		years += (*i)[1].str();
	check(years == "20241999", "matches are walked");
	check(std::regex_replace(text, date, "$3.$2.$1") == "29.02.2024 and 31.12.1999", "matches are replaced");
	check(std::regex_match("ABC", std::regex("[a-c]+", std::regex::icase)), "letters of either case");
	check(std::regex_search("a.b", std::regex("[[:punct:]]")), "a class of characters");
	bool refused = false;
	try {
		std::regex broken("(");
	} catch (const std::regex_error &error) {
		refused = error.code() == std::regex_constants::error_paren;
	}
	check(refused, "a broken expression is refused by an exception");
	std::puts("regex");
}

int main()
{
	static thread_local AtExit at_exit;

	thread_objects();
	exceptions();
	locales();
	files();
	numbers();
	expressions();
}
