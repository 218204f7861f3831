// The functions that the compiler calls by itself; there is no libc.

#include <cstddef>

extern "C" {

[[gnu::used]] void* memcpy(void* __restrict target, const void* __restrict source, std::size_t size) {
  auto* to = static_cast<unsigned char*>(target);
  const auto* from = static_cast<const unsigned char*>(source);
  for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  return target;
}

[[gnu::used]] void* memset(void* target, int value, std::size_t size) {
  auto* to = static_cast<unsigned char*>(target);
  for (std::size_t i = 0; i < size; ++i) to[i] = static_cast<unsigned char>(value);
  return target;
}
}
