// What LLVM's libraries and tools name and this compiler does without: Z3, Polly, downloads of debug files, and all that is
// not ELF. Functions of other formats are not_elf() below, as absent.ld says.
#include "MachODump.h"
#include "llvm/Debuginfod/BuildIDFetcher.h"
#include "llvm/Debuginfod/Debuginfod.h"
#include "llvm/Debuginfod/HTTPClient.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/PassPlugin.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SMTAPI.h"

using namespace llvm;

extern "C" [[noreturn]] void not_elf() { report_fatal_error("this program reads ELF files only", false); }

SMTSolverRef llvm::CreateZ3Solver() { report_fatal_error("this clang is built without Z3", false); }
void SMTSort::dump() const {}
void SMTExpr::dump() const {}
void SMTSolver::dump() const {}

PassPluginLibraryInfo getPollyPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "Polly", "absent", [](PassBuilder &) {}};
}

bool llvm::canUseDebuginfod() { return false; }
void HTTPClient::initialize() {}
std::optional<std::string> DebuginfodFetcher::fetch(object::BuildIDRef id) const { return BuildIDFetcher::fetch(id); }

namespace llvm::objdump {
void parseMachOOptions(const opt::InputArgList &) {}
bool Bind, ChainedFixups, DataInCode, DyldInfo, DylibId, DylibsUsed, ExportsTrie, FirstPrivateHeader, FullLeadingAddr,
    IndirectSymbols, InfoPlist, LazyBind, LeadingHeaders, LinkOptHints, ObjcMetaData, Rebase, Rpaths, SymbolicOperands,
    UniversalHeaders, Verbose, WeakBind;
FunctionStartsMode FunctionStartsType = FunctionStartsMode::None;
std::string DisSymName;
} // namespace llvm::objdump

// The processors for which this clang makes nothing: liblldELF.a would begin all of Debian's.
#define ABSENT(processor)                                                                                                        \
  extern "C" void LLVMInitialize##processor##Target() {}                                                                         \
  extern "C" void LLVMInitialize##processor##TargetInfo() {}                                                                     \
  extern "C" void LLVMInitialize##processor##TargetMC() {}                                                                       \
  extern "C" void LLVMInitialize##processor##AsmParser() {}                                                                      \
  extern "C" void LLVMInitialize##processor##AsmPrinter() {}                                                                     \
  extern "C" void LLVMInitialize##processor##Disassembler() {}
ABSENT(AMDGPU)
ABSENT(AVR)
ABSENT(BPF)
ABSENT(Hexagon)
ABSENT(Lanai)
ABSENT(LoongArch)
ABSENT(M68k)
ABSENT(MSP430)
ABSENT(Mips)
ABSENT(NVPTX)
ABSENT(Sparc)
ABSENT(VE)
ABSENT(WebAssembly)
ABSENT(XCore)
ABSENT(Xtensa)
