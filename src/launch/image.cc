#include "dray/launch/image.h"

#include "dray/base/error.h"
#include "dray/fs/files.h"
#include "dray/sys/mount.h"

#include "init_image_stamp.h"  // made anew when the image changes, so that this file is compiled again

#include <span>

// The image is data of this executable: a container start copies 12 KiB, not the runtime.
asm(".pushsection .rodata\n"
    ".balign 16\n"
    ".globl dray_init_image\n"
    "dray_init_image:\n"
    ".incbin \"" DRAY_INIT_IMAGE
    "\"\n"
    ".globl dray_init_image_end\n"
    "dray_init_image_end:\n"
    ".popsection\n");

extern "C" const char dray_init_image[], dray_init_image_end[];

namespace dray::launch {
namespace {

constexpr unsigned kExecuteOnly = 0500;

std::span<const char> embedded() { return {dray_init_image, dray_init_image_end}; }

sys::MemFd memfd_image() {
  // Before Linux 6.3 MFD_EXEC is unknown, and every memfd may be executed.
  auto file = sys::memfd_create("dray-init", MFD_ALLOW_SEALING | MFD_EXEC);
  if (file.err() == EINVAL) file = sys::memfd_create("dray-init", MFD_ALLOW_SEALING);
  auto image = or_fail(std::move(file), "memfd_create");
  (void)or_fail(sys::write_all(image, embedded().data(), embedded().size()), "write init image");
  (void)or_fail(sys::add_seals(image, sys::kSealAll), "seal init image");
  return image;
}

/// execveat needs a descriptor that nobody holds open for writing.
sys::UniqueFd tmpfs_image() {
  const auto context = or_fail(sys::fsopen("tmpfs"), "fsopen", "tmpfs");
  (void)or_fail(sys::fsconfig_create(context), "make tmpfs for init");
  const auto tree = or_fail(sys::fsmount(context, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV), "mount tmpfs for init");
  {
    const auto file = or_fail(sys::openat(tree, "dray-init", O_WRONLY | O_CREAT | O_EXCL, kExecuteOnly), "create", "dray-init");
    (void)or_fail(sys::write_all(file, embedded().data(), embedded().size()), "write init image");
  }
  (void)or_fail(sys::mount_setattr(tree, "", sys::Subtree::Top, {MOUNT_ATTR_RDONLY, 0, 0, 0}), "make init image read-only");
  return or_fail(sys::openat<sys::PathFd>(tree, "dray-init", O_PATH | O_NOFOLLOW), "open", "dray-init");
}

/// A clone that was never attached: nobody inside can make it writable again.
sys::UniqueFd file_image() {
  const char* path = DRAY_INIT_FILE;
  const auto tree = or_fail(sys::open_tree_clone(sys::At::cwd(), path, sys::Subtree::Top), "open", path);
  (void)or_fail(sys::mount_setattr(tree, "", sys::Subtree::Top, {MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0}), "make read-only", path);
  return or_fail(sys::openat2(tree, ".", O_PATH, 0), "open", path);
}

/// vm.memfd_noexec 2 refuses executable memfds; the file exists since Linux 6.3.
bool memfds_may_run() {
  const auto value = fs::read_file(sys::At::cwd(), "/proc/sys/vm/memfd_noexec", 16);
  return !value || !value->starts_with('2');
}

}  // namespace

sys::UniqueFd open_image(ImageKind kind) {
  switch (kind) {
    case ImageKind::Auto: return memfds_may_run() ? sys::UniqueFd(memfd_image()) : tmpfs_image();
    case ImageKind::MemFd: return memfd_image();
    case ImageKind::Tmpfs: return tmpfs_image();
    case ImageKind::File: return file_image();
  }
  throw Error(Code::Internal, "unknown init image");
}

}  // namespace dray::launch
