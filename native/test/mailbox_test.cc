#include "../mailbox.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <random>
#include <thread>

#include "check.h"

namespace {

std::atomic<size_t> allocated = 0;
constexpr size_t kFront = alignof(std::max_align_t);  // room for the size in front of what is allocated

}  // namespace

void* operator new(size_t size) {
  auto* const front = static_cast<uint8_t*>(std::malloc(kFront + size));
  if (front == nullptr) std::abort();
  std::memcpy(front, &size, sizeof size);
  allocated += size;
  return front + kFront;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  uint8_t* const front = static_cast<uint8_t*>(memory) - kFront;
  size_t size;
  std::memcpy(&size, front, sizeof size);
  allocated -= size;
  std::free(front);
}

void operator delete(void* memory, size_t) noexcept { operator delete(memory); }

namespace {

using rxicmp::Mailbox;
using Bytes = std::vector<uint8_t>;

// A record as the mailbox knows it: its size comes first. The rest is a number and what follows from it.
void append(Bytes& into, uint32_t number, uint32_t size) {
  const size_t start = into.size();
  into.resize(start + size);
  std::memcpy(into.data() + start, &size, 4);
  std::memcpy(into.data() + start + 4, &number, 4);
  for (size_t i = 8; i < size; i++) into[start + i] = static_cast<uint8_t>(number + i);
}

// Reads whole records, checks what is in them, and that they come in order.
class Reader {
 public:
  void read(const uint8_t* bytes, size_t count) {
    for (size_t at = 0; at < count;) {
      CHECK(count - at >= 8);
      uint32_t size = 0, number = 0;
      std::memcpy(&size, bytes + at, 4);
      std::memcpy(&number, bytes + at + 4, 4);
      CHECK(size >= 8 && at + size <= count);
      if (size < 8 || at + size > count) return;
      CHECK_EQ(number, next_);
      for (size_t i = 8; i < size; i++) CHECK_EQ(bytes[at + i], static_cast<uint8_t>(number + i));
      next_ = number + 1;
      at += size;
    }
  }
  uint32_t next() const { return next_; }

 private:
  uint32_t next_ = 0;
};

struct Box {
  int wakes = 0;
  Mailbox mailbox{[this] { wakes++; }};
  Reader reader;
  Bytes into = Bytes(4096);
  uint32_t number = 0;

  void put(std::initializer_list<uint32_t> sizes) {
    Bytes records;
    for (const uint32_t size : sizes) append(records, number++, size);
    mailbox.put(records);
    CHECK(records.empty());
  }

  size_t take(size_t capacity) {
    // Its own allocation, so that the address sanitizer sees a byte too many.
    Bytes exact(capacity);
    const size_t taken = mailbox.take(exact.data(), capacity);
    CHECK(taken <= capacity);
    reader.read(exact.data(), taken);
    return taken;
  }
};

}  // namespace

TEST(nothingIsNoWake) {
  Box box;
  box.put({});
  CHECK_EQ(box.wakes, 0);
  CHECK_EQ(box.take(100), size_t{0});
  CHECK_EQ(box.mailbox.backlog(), size_t{0});
}

TEST(oneWakeUntilTheReaderSawItEmpty) {
  Box box;
  box.put({16, 24});
  CHECK_EQ(box.wakes, 1);
  box.put({16});
  CHECK_EQ(box.wakes, 1);
  CHECK_EQ(box.mailbox.backlog(), size_t{56});
  CHECK_EQ(box.take(4096), size_t{56});
  // The reader has not found it empty yet and comes back by itself.
  box.put({32});
  CHECK_EQ(box.wakes, 1);
  CHECK_EQ(box.take(4096), size_t{32});
  CHECK_EQ(box.take(4096), size_t{0});
  box.put({8});
  CHECK_EQ(box.wakes, 2);
  CHECK_EQ(box.take(4096), size_t{8});
  CHECK_EQ(box.take(4096), size_t{0});
  CHECK_EQ(box.take(4096), size_t{0});
  CHECK_EQ(box.wakes, 2);
}

TEST(onlyWholeRecords) {
  Box box;
  box.put({16, 64, 8, 8});
  CHECK_EQ(box.take(79), size_t{16});
  CHECK_EQ(box.take(64), size_t{64});
  box.put({16});
  CHECK_EQ(box.take(31), size_t{16});
  CHECK_EQ(box.take(16), size_t{16});
  CHECK_EQ(box.take(16), size_t{0});
  CHECK_EQ(box.reader.next(), 5u);
}

TEST(aRecordThatDoesNotFitIsNotLost) {
  Box box;
  box.put({64, 8});
  CHECK_EQ(box.take(0), size_t{0});
  CHECK_EQ(box.take(63), size_t{0});
  CHECK_EQ(box.mailbox.backlog(), size_t{72});
  // The reader believed that there was nothing.
  box.put({8});
  CHECK_EQ(box.wakes, 2);
  CHECK_EQ(box.take(4096), size_t{80});
  CHECK_EQ(box.reader.next(), 3u);
}

TEST(aReaderThatNeverCatchesUpDoesNotFillTheMemory) {
  Box box;
  box.put({1024, 1024});
  const size_t before = allocated;
  // 100 MB go through a box that holds one or two records all the time.
  for (int i = 0; i < 100'000; i++) {
    box.put({1024});
    CHECK_EQ(box.take(1024), size_t{1024});
  }
  CHECK_EQ(box.mailbox.backlog(), size_t{2048});
  CHECK(allocated < before + (1 << 20));
  CHECK_EQ(box.wakes, 1);
}

TEST(aBurstGoesBackToTheSystem) {
  Box box;
  Bytes records;
  const auto burst = [&] {
    for (int i = 0; i < 8192; i++) append(records, box.number++, 128);
    box.mailbox.put(records);
  };
  // Two buffers of 64 KB, which change hands.
  constexpr size_t kKept = 128 << 10;
  const size_t before = allocated;
  burst();
  while (box.take(64 << 10) > 0) {
  }
  CHECK(allocated < before + kKept);
  // Found empty by the writer, not by the reader.
  burst();
  while (box.mailbox.backlog() > 0) box.take(64 << 10);
  append(records, box.number++, 8);
  box.mailbox.put(records);
  CHECK(allocated < before + kKept);
  CHECK_EQ(box.take(64), size_t{8});
  CHECK_EQ(box.reader.next(), box.number);
}

TEST(anyCapacityGetsEverythingInOrder) {
  std::mt19937 random(3);
  Box box;
  for (int i = 0; i < 100'000; i++) {
    if (random() % 2 == 0) {
      Bytes records;
      for (auto n = random() % 4; n > 0; n--) append(records, box.number++, static_cast<uint32_t>(8 + random() % 30 * 8));
      box.mailbox.put(records);
    } else {
      box.take(random() % 600);
    }
  }
  while (box.take(4096) > 0) {
  }
  CHECK_EQ(box.reader.next(), box.number);
}

// The reader sleeps until it is woken and then takes until it finds nothing, as the event loop does. After a wake-up
// that got lost it would sleep through everything that is still to come.
TEST(twoThreads) {
  std::mutex mutex;
  std::condition_variable woken;
  int pending = 0;
  std::atomic<int> wakes = 0;
  Mailbox mailbox([&] {
    wakes++;
    std::lock_guard<std::mutex> lock(mutex);
    pending++;
    woken.notify_one();
  });

  uint32_t written = 0;
  bool done = false;
  std::thread writer([&] {
    std::mt19937 random(11);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    uint32_t number = 0;
    Bytes records;
    while (std::chrono::steady_clock::now() < end) {
      for (auto n = 1 + random() % 3; n > 0; n--) append(records, number++, static_cast<uint32_t>(8 + random() % 20 * 8));
      mailbox.put(records);
      if (random() % 4 == 0) std::this_thread::yield();
      if (random() % 64 == 0) std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
    written = number;
    std::lock_guard<std::mutex> lock(mutex);
    done = true;
    woken.notify_one();
  });

  Reader reader;
  Bytes into(512);
  int emptied = 0;
  for (;;) {
    {
      std::unique_lock<std::mutex> lock(mutex);
      woken.wait(lock, [&] { return pending > 0 || done; });
      if (pending == 0) break;
      pending--;
    }
    while (const size_t taken = mailbox.take(into.data(), into.size())) reader.read(into.data(), taken);
    emptied++;
  }
  writer.join();
  CHECK_EQ(reader.next(), written);
  CHECK(reader.next() > 1000);
  // Once for each time that it was found empty, and the first time.
  CHECK(wakes <= emptied + 1);
}

CHECK_MAIN()
