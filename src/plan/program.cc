#include "dray/plan/program.h"

namespace dray::plan {

using namespace program;

void Pool::align() { data_.resize((data_.size() + 7) & ~std::size_t{7}); }

Ref Pool::text(std::string_view text) {
  const Ref ref{static_cast<std::uint32_t>(data_.size()), static_cast<std::uint32_t>(text.size())};
  data_.insert(data_.end(), text.begin(), text.end());
  data_.push_back('\0');
  return ref;
}

Ref Pool::bytes(std::span<const std::byte> bytes) {
  align();
  const Ref ref{static_cast<std::uint32_t>(data_.size()), static_cast<std::uint32_t>(bytes.size())};
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  data_.insert(data_.end(), begin, begin + bytes.size());
  return ref;
}

List Pool::list(std::span<const std::string> texts) {
  const List list{static_cast<std::uint32_t>(data_.size()), static_cast<std::uint32_t>(texts.size())};
  for (const std::string& one : texts) (void)text(one);  // its place follows from the order
  return list;
}

Pointers Pool::pointers(std::span<const std::string> texts, std::size_t spare) {
  align();
  const Pointers pointers{static_cast<std::uint32_t>(data_.size()), static_cast<std::uint32_t>(texts.size())};
  data_.resize(data_.size() + (texts.size() + 1 + spare) * sizeof(std::uint64_t));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::uint64_t offset = text(texts[i]).offset;
    std::memcpy(data_.data() + pointers.offset + i * sizeof offset, &offset, sizeof offset);
  }
  return pointers;
}

std::vector<std::string_view> Pool::at(List list) const {
  std::vector<std::string_view> texts;
  const char* position = data_.data() + list.offset;
  for (std::uint32_t i = 0; i < list.count; ++i, position += texts.back().size() + 1) texts.emplace_back(position);
  return texts;
}

void Steps::append(Kind kind, const void* payload, std::size_t size) {
  const std::size_t total = (sizeof(StepHeader) + size + 7) & ~std::size_t{7};
  const StepHeader header{kind, static_cast<std::uint16_t>(total), 0};
  const std::size_t begin = code.size();
  code.resize(begin + total);
  std::memcpy(code.data() + begin, &header, sizeof header);
  std::memcpy(code.data() + begin + sizeof header, payload, size);
}

void Steps::append(Steps&& other) {
  code.insert(code.end(), other.code.begin(), other.code.end());
  for (StepInfo& step : other.info) info.push_back(std::move(step));
}

Program::Program(std::vector<Steps> phases, const Pool& pool, Slot slot_count) {
  Steps all;
  for (Steps& phase : phases) all.append(std::move(phase));
  const std::uint32_t slots = sizeof(Header);
  const std::uint32_t steps = (slots + slot_count * 4 + 7) & ~7U;
  const std::uint32_t pool_offset = steps + static_cast<std::uint32_t>(all.code.size());
  const Header header{kMagic,     static_cast<std::uint32_t>(pool_offset + pool.data().size()),
                      slot_count, slots,
                      steps,      static_cast<std::uint32_t>(all.info.size()),
                      pool_offset};
  image_.resize(steps, '\xff');
  std::memcpy(image_.data(), &header, sizeof header);
  image_.insert(image_.end(), all.code.begin(), all.code.end());
  image_.insert(image_.end(), pool.data().begin(), pool.data().end());
  info_ = std::move(all.info);
}

const void* Program::payload(std::size_t index) const {
  const char* position = image_.data() + header().steps_offset;
  for (; index > 0; --index) position += reinterpret_cast<const StepHeader*>(position)->size;
  return position + sizeof(StepHeader);
}

}  // namespace dray::plan
