//! The pure step: state and a block of transactions to receipts and a new root
