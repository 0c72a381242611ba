// NAME: a counter for each caller, to be replaced by your own contract.
//
//   entry   input               what it does
//   add     a number, 4 bytes   adds it to the caller's count and puts out the new count, 8 bytes
//   count   nothing             puts out the caller's count; can be called in a query
//
// State: at `n/` and the caller's key (34 bytes) the count, 8 bytes. Event: `added`, with key and count. Aborts:
// `bad_input`, `too_much`. All numbers are little-endian.
//
// Nothing is allocated: `new`, arrays, strings and closures would bring an allocator that lets the memory grow, or a
// table, and the sandbox admits neither. Bytes lie at fixed places, and load and store reach them.

import * as host from "./assent";

// Words, byte by byte: strings of AssemblyScript have two bytes a letter.
const ADDED = memory.data<u8>([0x61, 0x64, 0x64, 0x65, 0x64]); // added
const BAD_INPUT = memory.data<u8>([0x62, 0x61, 0x64, 0x5f, 0x69, 0x6e, 0x70, 0x75, 0x74]); // bad_input
const TOO_MUCH = memory.data<u8>([0x74, 0x6f, 0x6f, 0x5f, 0x6d, 0x75, 0x63, 0x68]); // too_much

// Every call begins with the memory as it stands here: nothing is kept in it, and nothing has to be cleaned up.
const NUMBER = memory.data(4, 4); // the input
const KEY = memory.data(34, 2); // the caller's key is put behind `n/`
const ADDED_DATA = memory.data(40, 8); // the caller's key, and the count
const COUNT = ADDED_DATA + 32;

const KIND: u16 = 0x2f6e; // `n/`

// The host does not come back from `abort`; `unreachable` says so.
function refuse(name: usize, length: u32): void {
  host.abort(name, length);
  unreachable();
}

// Another length was meant for something else.
function takeInput(place: usize, length: u32): void {
  if (host.input_length() != length) refuse(BAD_INPUT, 9);
  host.input_read(place, 0, length);
}

// Reads the caller's count: 0 where there is none, since the host leaves the memory as it is then.
function readCount(): u64 {
  store<u16>(KEY, KIND);
  host.caller_key(KEY + 2);
  host.state_read(KEY, 34, COUNT, 8);
  return load<u64>(COUNT);
}

export function add(): void {
  takeInput(NUMBER, 4);
  const before = readCount();
  const after = before + load<u32>(NUMBER);
  if (after < before) refuse(TOO_MUCH, 8);
  store<u64>(COUNT, after);
  host.state_write(KEY, 34, COUNT, 8);
  host.caller_key(ADDED_DATA);
  host.event(ADDED, 5, ADDED_DATA, 40);
  host.output(COUNT, 8);
}

export function count(): void {
  takeInput(NUMBER, 0);
  readCount();
  host.output(COUNT, 8);
}
