// Assertions for the native tests and the main function that runs them.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace check {

struct Test {
  const char* name;
  void (*body)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline bool add(const char* name, void (*body)()) {
  tests().push_back({name, body});
  return true;
}

inline int& failures() {
  static int count = 0;
  return count;
}

// What a test says when it cannot be run here.
inline std::string& skipped() {
  static std::string why;
  return why;
}

// Only the first few of a test are printed: a broken loop would fail a million times.
inline void fail(const char* file, int line, const std::string& what) {
  if (++failures() <= 5) std::fprintf(stderr, "  %s:%d: %s\n", file, line, what.c_str());
}

template <typename T>
std::string show(const T& value) {
  std::ostringstream out;
  if constexpr (std::is_enum_v<T>) out << static_cast<long long>(value);
  else out << +value;
  return out.str();
}
inline std::string show(const char* value) { return value; }
inline std::string show(const std::string& value) { return value; }

template <typename A, typename B>
void equal(const char* file, int line, const char* expression, const A& actual, const B& expected) {
  if (!(actual == expected)) fail(file, line, std::string(expression) + " is " + show(actual) + ", not " + show(expected));
}

// Runs every test, in a few surroundings one after the other where a program needs that, and counts.
class Runner {
 public:
  void run(const std::string& surroundings = "") {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    for (const Test& test : tests()) {
      failures() = 0;
      skipped().clear();
      test.body();
      if (!skipped().empty()) {
        skip(test.name + surroundings, skipped());
        continue;
      }
      const bool good = failures() == 0;
      if (!good) std::printf("FAIL %s%s (%d)\n", test.name, surroundings.c_str(), failures());
      (good ? passed_ : failed_)++;
    }
  }

  // What could not be run is said by name.
  void skip(const std::string& what, const std::string& why) {
    std::printf("skip %s: %s\n", what.c_str(), why.c_str());
    skipped_++;
  }

  int finish() const {
    std::printf("%d passed, %d failed", passed_, failed_);
    std::printf(skipped_ > 0 ? ", %d skipped\n" : "\n", skipped_);
    return failed_ == 0 && passed_ + skipped_ > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
  }

 private:
  int passed_ = 0, failed_ = 0, skipped_ = 0;
};

}  // namespace check

#define TEST(name)                                                \
  static void name();                                             \
  static const bool name##Added = check::add(#name, name);        \
  static void name()

#define CHECK(condition) \
  ((condition) ? void() : check::fail(__FILE__, __LINE__, #condition))
#define CHECK_EQ(actual, expected) check::equal(__FILE__, __LINE__, #actual, (actual), (expected))

// For programs whose tests need nothing but the process.
#define CHECK_MAIN()       \
  int main() {             \
    check::Runner runner;  \
    runner.run();          \
    return runner.finish();\
  }
