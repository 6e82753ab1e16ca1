// LLVM does not install this file. llvm-symbolizer includes it and takes nothing from it.
