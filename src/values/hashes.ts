/** MD5 of the bytes, in hexadecimal. The policy engine may not use node's modules; inputs are names, not files. */
export function md5(bytes: Uint8Array): string {
  const words = padded(bytes, true);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < words.length; block += 16) {
    md5Block(state, words.subarray(block, block + 16));
  }
  return hex(state, true);
}

/** SHA-1 of the bytes, in hexadecimal. */
export function sha1(bytes: Uint8Array): string {
  const words = padded(bytes, false);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  for (let block = 0; block < words.length; block += 16) {
    sha1Block(state, words.subarray(block, block + 16));
  }
  return hex(state, false);
}

/** SHA-256 of the bytes, in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  const words = padded(bytes, false);
  const state = fractions(8, 1 / 2);
  for (let block = 0; block < words.length; block += 16) {
    sha256Block(state, words.subarray(block, block + 16));
  }
  return hex(state, false);
}

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINES = Uint32Array.from({ length: 64 }, (_, i) =>
  Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32),
);
const SHA256_CONSTANTS = fractions(64, 1 / 3);

function md5Block(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
    const index = [step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0;
    const sum = a + mixed + (MD5_SINES[step] ?? 0) + (words[index % 16] ?? 0);
    const shift = MD5_SHIFTS[round * 4 + (step % 4)] ?? 0;
    [a, d, c, b] = [d, c, b, b + rotateLeft(sum, shift)];
  }
  addTo(state, [a, b, c, d]);
}

function sha1Block(state: Uint32Array, words: Uint32Array): void {
  const schedule = new Uint32Array(80);
  schedule.set(words);
  for (let step = 16; step < 80; step += 1) {
    schedule[step] = rotateLeft(
      at(schedule, step - 3) ^
        at(schedule, step - 8) ^
        at(schedule, step - 14) ^
        at(schedule, step - 16),
      1,
    );
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let step = 0; step < 80; step += 1) {
    const round = Math.floor(step / 20);
    const parity = b ^ c ^ d;
    const mixed = [(b & c) | (~b & d), parity, (b & c) | (b & d) | (c & d), parity][round] ?? 0;
    const constant = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round] ?? 0;
    const next = rotateLeft(a, 5) + mixed + e + constant + at(schedule, step);
    [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, next >>> 0];
  }
  addTo(state, [a, b, c, d, e]);
}

function sha256Block(state: Uint32Array, words: Uint32Array): void {
  const schedule = new Uint32Array(64);
  schedule.set(words);
  for (let step = 16; step < 64; step += 1) {
    const early = at(schedule, step - 15);
    const late = at(schedule, step - 2);
    const s0 = rotateRight(early, 7) ^ rotateRight(early, 18) ^ (early >>> 3);
    const s1 = rotateRight(late, 17) ^ rotateRight(late, 19) ^ (late >>> 10);
    schedule[step] = at(schedule, step - 16) + s0 + at(schedule, step - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let step = 0; step < 64; step += 1) {
    const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + s1 + choice + at(SHA256_CONSTANTS, step) + at(schedule, step)) >>> 0;
    const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) >>> 0, c, b, a, (first + s0 + majority) >>> 0];
  }
  addTo(state, [a, b, c, d, e, f, g, h]);
}

/** The message as 32-bit words: a one bit, zeros, and its length in bits at the end of the last block. */
function padded(bytes: Uint8Array, littleEndian: boolean): Uint32Array {
  const length = (Math.floor((bytes.length + 8) / 64) + 1) * 64;
  const message = new Uint8Array(length);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  const bits = BigInt(bytes.length) * 8n;
  view.setBigUint64(length - 8, bits, littleEndian);
  return Uint32Array.from({ length: length / 4 }, (_, index) =>
    view.getUint32(index * 4, littleEndian),
  );
}

/** The first 32 bits of the fractional parts of the first primes' roots. */
function fractions(count: number, exponent: number): Uint32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Uint32Array.from(primes, (prime) => {
    const root = prime ** exponent;
    return Math.floor((root - Math.floor(root)) * 2 ** 32);
  });
}

function addTo(state: Uint32Array, values: readonly number[]): void {
  for (const [index, value] of values.entries()) state[index] = at(state, index) + value;
}

function hex(state: Uint32Array, littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(state.byteLength));
  for (const [index, word] of state.entries()) view.setUint32(index * 4, word, littleEndian);
  return Array.from(new Uint8Array(view.buffer), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0;
}

function rotateLeft(word: number, bits: number): number {
  return ((word << bits) | (word >>> (32 - bits))) >>> 0;
}

function rotateRight(word: number, bits: number): number {
  return rotateLeft(word, 32 - bits);
}
