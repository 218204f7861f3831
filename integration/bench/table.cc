#include "table.h"

#include <cstdio>

namespace bench {

void Table::set(const std::string& row, const std::string& column, Cell cell) {
  if (cells_.find(row) == cells_.end()) rows_.push_back(row);
  cells_[row][column] = std::move(cell);
}

void Table::print_ratios(const std::map<std::string, Cell>& cells) const {
  const auto own = cells.find(columns_[0]);
  for (std::size_t i = 1; i < columns_.size(); ++i) {
    const auto other = cells.find(columns_[i]);
    if (own == cells.end() || other == cells.end() || other->second.value <= 0)
      std::printf("%12s", "");
    else
      std::printf("%12.2f", own->second.value / other->second.value);
  }
}

void Table::print() const {
  if (columns_.empty() || rows_.empty()) return;
  std::printf("\n%-28s", title_.c_str());
  for (const std::string& column : columns_) std::printf("%18s", column.c_str());
  for (std::size_t i = 1; i < columns_.size(); ++i) std::printf("%12s", (columns_[0] + "/" + columns_[i]).c_str());
  for (const std::string& row : rows_) {
    std::printf("\n%-28s", row.c_str());
    const auto& cells = cells_.at(row);
    for (const std::string& column : columns_) {
      const auto cell = cells.find(column);
      std::printf("%18s", cell == cells.end() ? "-" : cell->second.text.c_str());
    }
    print_ratios(cells);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace bench
