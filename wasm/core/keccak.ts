// placeholder for bring-up
const RC: usize = memory.data<u64>([0x0000000000000001,0x0000000000008082,0x800000000000808A,0x8000000080008000,0x000000000000808B,0x0000000080000001,0x8000000080008081,0x8000000000008009,0x000000000000008A,0x0000000000000088,0x0000000080008009,0x000000008000000A,0x000000008000808B,0x800000000000008B,0x8000000000008089,0x8000000000008003,0x8000000000008002,0x8000000000000080,0x000000000000800A,0x800000008000000A,0x8000000080008081,0x8000000000008080,0x0000000080000001,0x8000000080008008])
const ROT: usize = memory.data<u8>([1,3,6,10,15,21,28,36,45,55,2,14,27,41,56,8,25,43,62,18,39,61,20,44])
const PIL: usize = memory.data<u8>([10,7,11,17,18,3,5,16,8,21,24,4,15,23,19,13,12,2,20,14,22,9,6,1])
const S: usize = memory.data(512)
const BC: usize = memory.data(64)
function f1600(): void {
  for (let r: usize = 0; r < 24; r++) {
    for (let i: usize = 0; i < 5; i++) store<u64>(BC + i*8, load<u64>(S+i*8)^load<u64>(S+i*8+40)^load<u64>(S+i*8+80)^load<u64>(S+i*8+120)^load<u64>(S+i*8+160))
    for (let i: usize = 0; i < 5; i++) {
      const t = load<u64>(BC + ((i+4)%5)*8) ^ rotl<u64>(load<u64>(BC + ((i+1)%5)*8), 1)
      for (let j: usize = 0; j < 25; j += 5) store<u64>(S+(j+i)*8, load<u64>(S+(j+i)*8)^t)
    }
    let t = load<u64>(S+8)
    for (let i: usize = 0; i < 24; i++) {
      const j = <usize>load<u8>(PIL+i)
      const b = load<u64>(S+j*8)
      store<u64>(S+j*8, rotl<u64>(t, <u64>load<u8>(ROT+i)))
      t = b
    }
    for (let j: usize = 0; j < 25; j += 5) {
      for (let i: usize = 0; i < 5; i++) store<u64>(BC+i*8, load<u64>(S+(j+i)*8))
      for (let i: usize = 0; i < 5; i++) store<u64>(S+(j+i)*8, load<u64>(BC+i*8) ^ (~load<u64>(BC+((i+1)%5)*8) & load<u64>(BC+((i+2)%5)*8)))
    }
    store<u64>(S, load<u64>(S)^load<u64>(RC+r*8))
  }
}
export function keccak256Bytes(src: usize, len: u32, dst: usize): void {
  memory.fill(S, 0, 200)
  let n: u32 = 0
  for (let i: u32 = 0; i < len; i++) {
    store<u8>(S+n, load<u8>(S+n) ^ load<u8>(src+i))
    if (++n == 136) { f1600(); n = 0 }
  }
  store<u8>(S+n, load<u8>(S+n)^1)
  store<u8>(S+135, load<u8>(S+135)^0x80)
  f1600()
  memory.copy(dst, S, 32)
}
const T: usize = memory.data(32)
export function keccak256Word(src: usize, len: u32, dst: usize): void {
  keccak256Bytes(src, len, T)
  for (let i: usize = 0; i < 32; i++) store<u8>(dst+i, load<u8>(T+31-i))
}
export function keccakMemo64(src: usize, dst: usize): void { keccak256Word(src, 64, dst) }
export function keccakMemo32(src: usize, dst: usize): void { keccak256Word(src, 32, dst) }
export function setKeccakMemo(on: bool): void {}
export function preimageFind(h: usize): usize { return 0 }
