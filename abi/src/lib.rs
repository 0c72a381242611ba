//! What crosses the sandbox wall and what is hashed
