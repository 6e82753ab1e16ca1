// What C++ has to get right: exceptions through threads, virtual functions, locales of streams, regular expressions, files.
#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <memory_resource>
#include <mutex>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

struct Base {
	virtual ~Base() = default;
	virtual int answer() const = 0;
};

struct Derived : Base {
	int answer() const override { throw std::runtime_error("thrown"); }
};

static thread_local int own = 5;

int main()
{
	std::mutex lock;
	std::atomic<long long> wide{0};
	std::vector<std::thread> threads;
	std::pmr::vector<int> numbers;
	int sum = 0;

	for (int i = 0; i < 4; i++)
		threads.emplace_back([&] {
			for (int k = 0; k < 1000; k++) {
				std::lock_guard<std::mutex> guard(lock);
				sum++;
				wide += 1LL << 33;
			}
			own++;
		});
	for (auto &thread : threads)
		thread.join();
	auto caught = std::async(std::launch::async, [] {
		try {
			std::unique_ptr<Base> base(new Derived);
			return base->answer();
		} catch (const std::runtime_error &) {
			return 42;
		}
	});
	numbers.push_back(caught.get());
	auto file = std::filesystem::temp_directory_path() / "mote-cxx-test";
	std::ofstream(file) << "a1b2";
	std::string text;
	std::ifstream(file) >> text;
	std::filesystem::remove(file);
	std::map<std::string, double> values{{"pi", 3.25}};
	std::cout << sum << ' ' << (wide >> 33) << ' ' << own << ' ' << numbers[0] << ' '
	          << std::regex_replace(text, std::regex("[0-9]"), "#") << ' ' << values["pi"] << std::endl;
}
