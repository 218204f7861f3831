#pragma once

#include <map>
#include <string>
#include <vector>

namespace bench {

struct Cell {
  double value = 0;
  std::string text{};
};

/// A table for people: a row per measurement, a column per contender, then the ratios of the first column to the others.
class Table {
 public:
  Table(std::string title, std::vector<std::string> columns) : title_(std::move(title)), columns_(std::move(columns)) {}
  void set(const std::string& row, const std::string& column, Cell cell);
  void print() const;

 private:
  void print_ratios(const std::map<std::string, Cell>& cells) const;
  std::string title_;
  std::vector<std::string> columns_, rows_;
  std::map<std::string, std::map<std::string, Cell>> cells_;
};

}  // namespace bench
