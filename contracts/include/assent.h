/* The functions that a contract may import, for C compiled to wasm32. Generated from the table of the host;
 * what holds for all of them stands in docs/host.md. A contract exports its memory, and its entries as
 * functions that take and give nothing: ASSENT_ENTRY(set_days) { … }. */
#ifndef ASSENT_H
#define ASSENT_H

#include <stdint.h>

#ifdef __cplusplus
#error "assent.h is for C: a contract in C++ needs a runtime that the sandbox does not have"
#endif

/** Begins an entry, which is called by this name; in C it is called assent_entry_NAME.
 *
 * The linker exports what is visible (--export-dynamic), and everything else is hidden (-fvisibility=hidden).
 * An attribute export_name would do as well, but makes the compiler ask for a table, which is not admitted. */
#define ASSENT_ENTRY(name) \
    void assent_entry_##name(void) __asm__(#name) __attribute__((visibility("default"))); \
    void assent_entry_##name(void)

/** Returns how many bytes of input this call has.
 *
 * Price: 50. Since version 1. */
__attribute__((import_module("assent"), import_name("input_length")))
int32_t assent_input_length(void);

/** Copies `length` bytes of the input, from byte `offset` on, to `pointer`. To read beyond the input is a trap.
 *
 * Price: 100 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("input_read")))
void assent_input_read(void *pointer, uint32_t offset, uint32_t length);

/** Makes these bytes the output of this call; an earlier output is forgotten.
 *
 * Price: 200 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("output")))
void assent_output(const void *pointer, uint32_t length);

/** Appends an event: a topic (lower-case letters, digits and `_`, at least one byte) and data. Events of a call that does not succeed are forgotten.
 *
 * Price: 500 + 2 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("event")))
void assent_event(const void *topic, uint32_t topic_length, const void *data, uint32_t data_length);

/** Copies the value of `key` to `pointer`, as much of it as `capacity` allows, and returns the length of the whole value, or -1 when there is none. It costs by the length of key and whole value.
 *
 * Price: 2,000 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("state_read")))
int32_t assent_state_read(const void *key, uint32_t key_length, void *pointer, uint32_t capacity);

/** Sets the value of `key`. In a query it is a trap (TRAP_QUERY).
 *
 * Price: 4,000 + 4 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("state_write")))
void assent_state_write(const void *key, uint32_t key_length, const void *value, uint32_t value_length);

/** Removes `key`; returns 1 when it had a value, otherwise 0. In a query it is a trap (TRAP_QUERY).
 *
 * Price: 4,000 + 4 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("state_remove")))
int32_t assent_state_remove(const void *key, uint32_t key_length);

/** Copies to `pointer` the first key, in the order of bytes, that begins with `prefix` and comes after the key `after` (any key, when `after_length` is 0); returns its length, or -1 when there is none. The whole key is copied, prefix included; a key longer than `capacity` is a trap. Each key that is passed over because this call removed it costs the base price once more.
 *
 * Price: 3,000 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("state_next")))
int32_t assent_state_next(const void *prefix, uint32_t prefix_length, const void *after, uint32_t after_length, void *pointer, uint32_t capacity);

/** Returns the block's time, in seconds since 1970-01-01T00:00:00Z.
 *
 * Price: 50. Since version 1. */
__attribute__((import_module("assent"), import_name("block_time")))
int64_t assent_block_time(void);

/** Returns the block's height.
 *
 * Price: 50. Since version 1. */
__attribute__((import_module("assent"), import_name("block_height")))
int64_t assent_block_height(void);

/** Copies the 32 bytes of the chain's id to `pointer`.
 *
 * Price: 100. Since version 1. */
__attribute__((import_module("assent"), import_name("chain_id")))
void assent_chain_id(void *pointer);

/** Copies to `pointer` the 32 bytes of the public key that signed this call.
 *
 * Price: 100. Since version 1. */
__attribute__((import_module("assent"), import_name("caller_key")))
void assent_caller_key(void *pointer);

/** Copies to `pointer` the name of the organisation that the caller is enrolled with, and returns its length: 0 when there is none. A name longer than `capacity` is a trap.
 *
 * Price: 200 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("caller_organisation")))
int32_t assent_caller_organisation(void *pointer, uint32_t capacity);

/** Returns 1 when the caller is enrolled with this role, otherwise 0.
 *
 * Price: 200 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("caller_has_role")))
int32_t assent_caller_has_role(const void *role, uint32_t role_length);

/** Writes to `hash` the 32 bytes of the BLAKE3 hash of these bytes.
 *
 * Price: 500 + 1 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("blake3")))
void assent_blake3(const void *pointer, uint32_t length, void *hash);

/** Returns 1 when the 64 bytes at `signature` are a signature of the message by the key of 32 bytes at `key`, by the rules of ZIP-215, otherwise 0. Under these rules a key of small order, all zeros for one, signs anything: ask only about keys from a source that you trust.
 *
 * Price: 60,000 + 4 a byte. Since version 1. */
__attribute__((import_module("assent"), import_name("ed25519_verify")))
int32_t assent_ed25519_verify(const void *key, const void *message, uint32_t message_length, const void *signature);

/** Ends the call: it fails, with this name (lower-case letters, digits and `_`, at least one byte) for why. Nothing of what it did is kept; it costs what it used.
 *
 * Price: 100. Since version 1. */
__attribute__((import_module("assent"), import_name("abort"), noreturn))
void assent_abort(const void *name, uint32_t name_length);

#endif
