//! State tree, blocks, transactions, receipts and the embedded store
