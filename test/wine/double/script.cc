#include "script.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace {

std::string environment(const char* name) {
  std::string value(32767, '\0');
  value.resize(GetEnvironmentVariableA(name, value.data(), static_cast<DWORD>(value.size())));
  return value;
}

std::vector<Address> parseList(const std::string& text) {
  std::vector<Address> list;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) list.push_back(Address::parse(word));
  return list;
}

// `key` or `key=value`
void set(Host& host, const std::string& word) {
  const size_t equals = word.find('=');
  const std::string key = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  const auto number = [&](int base = 10) { return std::strtoul(value.c_str(), nullptr, base); };
  if (key == "delay") host.delay = std::atof(value.c_str());
  else if (key == "silent") host.silent = true;
  else if (key == "status") host.status = number();
  else if (key == "from") host.from = Address::parse(value);
  else if (key == "refuse") host.refuse = number();
  else if (key == "io") host.ioStatus = static_cast<LONG>(number(16));
  else if (key == "mtu") host.mtu = number();
  else if (key == "hops") host.hops = number();
  else if (key == "truncate") host.truncate = static_cast<int>(number());
  else if (key == "alter") host.alter = true;
  else if (key == "forge") host.forge = true;
  else if (key == "flip") host.flip = static_cast<int>(number());
  else if (key == "wild") host.wild = true;
  else if (key == "blank") host.blank = true;
  else if (key == "twice") host.twice = true;
  else if (key == "never") host.never = true;
  else if (key == "replies") host.replies = parseList(value);
  else note("{\"mistake\":\"" + word + "\"}");
}

}  // namespace

bool Address::isZero() const {
  return std::all_of(bytes, bytes + sizeof bytes, [](uint8_t byte) { return byte == 0; });
}

std::string Address::text() const {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text);
  return text;
}

Address Address::of(int family, const void* bytes) {
  Address address;
  address.family = family;
  memcpy(address.bytes, bytes, address.size());
  return address;
}

Address Address::parse(const std::string& text) {
  Address address;
  address.family = text.find(':') == std::string::npos ? 4 : 6;
  inet_pton(address.family == 4 ? AF_INET : AF_INET6, text.c_str(), address.bytes);
  return address;
}

const Host* Script::find(const Address& address) const {
  const auto found = std::find_if(hosts.begin(), hosts.end(), [&](const Host& host) { return host.address == address; });
  return found == hosts.end() ? nullptr : &*found;
}

bool Script::isSource(const Address& address) const {
  return address.isZero() || std::find(sources.begin(), sources.end(), address) != sources.end();
}

// Lines: `host ADDRESS WORD...`, `source ADDRESS`, `capacity NUMBER`
Script Script::fromEnvironment() {
  WSADATA ignored;
  WSAStartup(MAKEWORD(2, 2), &ignored);  // inet_pton() insists on it
  Script script;
  std::istringstream lines(environment("RXICMP_DOUBLE_SCRIPT"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind, word;
    words >> kind >> word;
    if (kind == "source") script.sources.push_back(Address::parse(word));
    else if (kind == "capacity") script.capacity = std::strtoul(word.c_str(), nullptr, 10);
    else if (kind == "host") {
      Host host;
      host.address = Address::parse(word);
      while (words >> word) set(host, word);
      script.hosts.push_back(host);
    }
  }
  return script;
}

static HANDLE logFile() {
  static const HANDLE file = [] {
    const std::string folder = environment("RXICMP_DOUBLE_LOG");
    if (folder.empty()) return INVALID_HANDLE_VALUE;
    // One for each process: when two processes append to one file, Wine writes both texts at the same place.
    const std::string path = folder + "\\" + std::to_string(GetCurrentProcessId());
    return CreateFileA(path.c_str(), FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_ALWAYS, 0,
                       nullptr);
  }();
  return file;
}

bool isNoting() { return logFile() != INVALID_HANDLE_VALUE; }

void note(const std::string& line) {
  if (!isNoting()) return;
  const std::string whole = line + "\n";
  static SRWLOCK turn = SRWLOCK_INIT;
  AcquireSRWLockExclusive(&turn);
  DWORD written;
  WriteFile(logFile(), whole.data(), static_cast<DWORD>(whole.size()), &written, nullptr);
  ReleaseSRWLockExclusive(&turn);
}
