// The functions that a contract may import, for AssemblyScript. Generated from the table of the host; what holds
// for all of them stands in docs/host.md.

/** Returns how many bytes of input this call has.
 *
 * Price: 50. Since version 1. */
@external("assent", "input_length")
export declare function input_length(): i32;

/** Copies `length` bytes of the input, from byte `offset` on, to `pointer`. To read beyond the input is a trap.
 *
 * Price: 100 + 1 a byte. Since version 1. */
@external("assent", "input_read")
export declare function input_read(pointer: usize, offset: u32, length: u32): void;

/** Makes these bytes the output of this call; an earlier output is forgotten.
 *
 * Price: 200 + 1 a byte. Since version 1. */
@external("assent", "output")
export declare function output(pointer: usize, length: u32): void;

/** Appends an event: a topic (lower-case letters, digits and `_`, at least one byte) and data. Events of a call that does not succeed are forgotten.
 *
 * Price: 500 + 2 a byte. Since version 1. */
@external("assent", "event")
export declare function event(topic: usize, topic_length: u32, data: usize, data_length: u32): void;

/** Copies the value of `key` to `pointer`, as much of it as `capacity` allows, and returns the length of the whole value, or -1 when there is none. It costs by the length of key and whole value.
 *
 * Price: 2,000 + 1 a byte. Since version 1. */
@external("assent", "state_read")
export declare function state_read(key: usize, key_length: u32, pointer: usize, capacity: u32): i32;

/** Sets the value of `key`. In a query it is a trap (TRAP_QUERY).
 *
 * Price: 4,000 + 4 a byte. Since version 1. */
@external("assent", "state_write")
export declare function state_write(key: usize, key_length: u32, value: usize, value_length: u32): void;

/** Removes `key`; returns 1 when it had a value, otherwise 0. In a query it is a trap (TRAP_QUERY).
 *
 * Price: 4,000 + 4 a byte. Since version 1. */
@external("assent", "state_remove")
export declare function state_remove(key: usize, key_length: u32): i32;

/** Copies to `pointer` the first key, in the order of bytes, that begins with `prefix` and comes after the key `after` (any key, when `after_length` is 0); returns its length, or -1 when there is none. The whole key is copied, prefix included; a key longer than `capacity` is a trap. Each key that is passed over because this call removed it costs the base price once more.
 *
 * Price: 3,000 + 1 a byte. Since version 1. */
@external("assent", "state_next")
export declare function state_next(prefix: usize, prefix_length: u32, after: usize, after_length: u32, pointer: usize, capacity: u32): i32;

/** Returns the block's time, in seconds since 1970-01-01T00:00:00Z.
 *
 * Price: 50. Since version 1. */
@external("assent", "block_time")
export declare function block_time(): i64;

/** Returns the block's height.
 *
 * Price: 50. Since version 1. */
@external("assent", "block_height")
export declare function block_height(): i64;

/** Copies the 32 bytes of the chain's id to `pointer`.
 *
 * Price: 100. Since version 1. */
@external("assent", "chain_id")
export declare function chain_id(pointer: usize): void;

/** Copies to `pointer` the 32 bytes of the public key that signed this call.
 *
 * Price: 100. Since version 1. */
@external("assent", "caller_key")
export declare function caller_key(pointer: usize): void;

/** Copies to `pointer` the name of the organisation that the caller is enrolled with, and returns its length: 0 when there is none. A name longer than `capacity` is a trap.
 *
 * Price: 200 + 1 a byte. Since version 1. */
@external("assent", "caller_organisation")
export declare function caller_organisation(pointer: usize, capacity: u32): i32;

/** Returns 1 when the caller is enrolled with this role, otherwise 0.
 *
 * Price: 200 + 1 a byte. Since version 1. */
@external("assent", "caller_has_role")
export declare function caller_has_role(role: usize, role_length: u32): i32;

/** Writes to `hash` the 32 bytes of the BLAKE3 hash of these bytes.
 *
 * Price: 500 + 1 a byte. Since version 1. */
@external("assent", "blake3")
export declare function blake3(pointer: usize, length: u32, hash: usize): void;

/** Returns 1 when the 64 bytes at `signature` are a signature of the message by the key of 32 bytes at `key`, by the rules of ZIP-215, otherwise 0. Under these rules a key of small order, all zeros for one, signs anything: ask only about keys from a source that you trust.
 *
 * Price: 60,000 + 4 a byte. Since version 1. */
@external("assent", "ed25519_verify")
export declare function ed25519_verify(key: usize, message: usize, message_length: u32, signature: usize): i32;

/** Ends the call: it fails, with this name (lower-case letters, digits and `_`, at least one byte) for why. Nothing of what it did is kept; it costs what it used.
 *
 * Price: 100. Since version 1. */
@external("assent", "abort")
export declare function abort(name: usize, name_length: u32): void;
