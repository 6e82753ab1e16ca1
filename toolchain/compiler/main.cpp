// One static executable that is clang, lld and LLVM's binary tools. The name by which it is called decides which one it is.
// driver.h describes the other names, those of a toolchain.
#include "driver.h"
#include "lld/Common/Driver.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/LLVMDriver.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>
#include <vector>

LLD_HAS_DRIVER(elf)

using tool_main = int(int argc, char **argv, const llvm::ToolContext &context);
extern tool_main clang_main, llvm_ar_main, llvm_cxxfilt_main, llvm_nm_main, llvm_objcopy_main, llvm_objdump_main,
    llvm_readobj_main, llvm_size_main, llvm_symbolizer_main;
int llvm_strings_main(int argc, char **argv);

static int strings_main(int argc, char **argv, const llvm::ToolContext &) { return llvm_strings_main(argc, argv); }

// Does not return: to free what lld has allocated would take longer than many links do.
static int lld_main(int argc, char **argv, const llvm::ToolContext &) {
  std::vector<const char *> words(argv, argv + argc);

  words[0] = "ld.lld";
  lld::Result result = lld::lldMain(words, llvm::outs(), llvm::errs(), {{lld::Gnu, &lld::elf::link}});
  llvm::outs().flush();
  llvm::errs().flush();
  _exit(result.retCode);
}

// clang is what has another name than these.
static const struct {
  const char *name;
  tool_main *main;
} tools[] = {
    {"ld.lld", lld_main},
    {"llvm-addr2line", llvm_symbolizer_main},
    {"llvm-ar", llvm_ar_main},
    {"llvm-cxxfilt", llvm_cxxfilt_main},
    {"llvm-nm", llvm_nm_main},
    {"llvm-objcopy", llvm_objcopy_main},
    {"llvm-objdump", llvm_objdump_main},
    {"llvm-ranlib", llvm_ar_main},
    {"llvm-readelf", llvm_readobj_main},
    {"llvm-size", llvm_size_main},
    {"llvm-strings", strings_main},
    {"llvm-strip", llvm_objcopy_main},
};

int main(int argc, char **argv) {
  struct words words = {argv, argc, 0};

  driver_translate(&words);
  llvm::InitLLVM init(words.count, words.items);
  llvm::StringRef name = llvm::sys::path::filename(words.items[0]);
  llvm::ToolContext context{words.items[0], nullptr, false};
  for (const auto &tool : tools)
    if (name == tool.name)
      return tool.main(words.count, words.items, context);
  return clang_main(words.count, words.items, context);
}
