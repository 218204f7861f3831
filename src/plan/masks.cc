#include "context.h"
#include "dray/base/text.h"

namespace dray::plan {

void plan_masks(Context& context, Rooted& stage, program::Slot null_tree, program::Slot empty_tree) {
  const oci::Linux& linux = context.spec.linux;
  for (std::size_t i = 0; i < linux.readonly_paths.size(); ++i) {
    const std::string path = normalized(linux.readonly_paths[i]);
    stage.add(program::ReadonlyPath{stage.pool().text(path)},
              {{}, linux.origin.member("readonlyPaths").element(i), "make read-only", path});
  }
  for (std::size_t i = 0; i < linux.masked_paths.size(); ++i) {
    const std::string path = normalized(linux.masked_paths[i]);
    stage.add(program::MaskPath{stage.pool().text(path), null_tree, empty_tree},
              {{}, linux.origin.member("maskedPaths").element(i), "mask", path});
  }
  if (context.spec.root->readonly)
    stage.add(program::ReadonlyRoot{}, {{}, context.spec.root->origin.member("readonly"), "make read-only", "/"});
}

}  // namespace dray::plan
