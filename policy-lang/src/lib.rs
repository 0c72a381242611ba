//! The consent language: text to WebAssembly contract, and the reference interpreter
