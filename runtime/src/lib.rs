//! Admits, compiles and runs WebAssembly contracts under limits
