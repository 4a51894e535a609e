// The look-ups of a process that have not ended, and who waits for each. Has no lock of its own.
#pragma once

#include <list>
#include <map>
#include <utility>

#include "name_lookup.h"

namespace rxicmp {

struct NameAsker {
  std::shared_ptr<NameInbox> inbox;
  uint32_t id;

  bool operator==(const NameAsker&) const = default;
};

struct NameLookup {
  std::string name;
  int family;
  bool begun = false;
  std::vector<NameAsker> askers = {};
  std::list<std::shared_ptr<NameLookup>>::iterator place = {};  // in the queue
};

class NameTable {
 public:
  // Adds an asker to the look-up of a name. Second: whether the look-up is new; then it waits until it is begun.
  std::pair<std::shared_ptr<NameLookup>, bool> add(const std::string& name, int family, NameAsker asker) {
    auto& lookup = lookups_[{name, family}];
    const bool isNew = lookup == nullptr;
    if (isNew) {
      lookup = std::make_shared<NameLookup>(NameLookup{name, family});
      lookup->place = queue_.insert(queue_.end(), lookup);
      counts_.waiting++;
    }
    lookup->askers.push_back(std::move(asker));
    return {lookup, isNew};
  }

  // Takes the first of the queue; null when there is none.
  std::shared_ptr<NameLookup> next() {
    if (queue_.empty()) return nullptr;
    auto lookup = std::move(queue_.front());
    queue_.pop_front();
    return lookup;
  }

  // Its turn has come, though it may still stand in the queue. Askers that were told to wait are told so.
  void begin(NameLookup& lookup, bool wasToldToWait) {
    lookup.begun = true;
    counts_.waiting--;
    counts_.underWay++;
    if (!wasToldToWait) return;
    for (const NameAsker& asker : lookup.askers) asker.inbox->put({asker.id, nullptr});
  }

  // Returns the look-up when it has begun and nobody waits for it any more. One that has not begun is dropped instead.
  std::shared_ptr<NameLookup> abandon(const std::string& name, int family, const NameAsker& asker) {
    const auto found = lookups_.find({name, family});
    if (found == lookups_.end()) return nullptr;
    const auto lookup = found->second;
    std::erase(lookup->askers, asker);
    if (!lookup->askers.empty()) return nullptr;
    if (lookup->begun) return lookup;
    queue_.erase(lookup->place);
    lookups_.erase(found);
    counts_.waiting--;
    return nullptr;
  }

  // Nobody can join it any more.
  void close(const NameLookup& lookup) {
    const auto found = lookups_.find({lookup.name, lookup.family});
    if (found != lookups_.end() && found->second.get() == &lookup) lookups_.erase(found);
  }

  // One that was begun has ended.
  void end(NameLookup& lookup, NameAnswer answer) {
    close(lookup);
    counts_.underWay--;
    const auto shared = std::make_shared<const NameAnswer>(std::move(answer));
    for (const NameAsker& asker : lookup.askers) asker.inbox->put({asker.id, shared});
    lookup.askers.clear();
  }

  size_t queued() const { return queue_.size(); }
  const LookupCounts& counts() const { return counts_; }

 private:
  std::map<std::pair<std::string, int>, std::shared_ptr<NameLookup>> lookups_;
  std::list<std::shared_ptr<NameLookup>> queue_;
  LookupCounts counts_;
};

}  // namespace rxicmp
