// What a proof in Solidity needs besides its own steps: functions of its library, and cheatcodes.

/**
 * Those of the helpers that are used, also by others of them.
 *
 * @param arePranking some of what is called are contracts that call cheatcodes themselves
 */
export function helpers(used: string, arePranking: boolean): readonly string[] {
  const parts: string[] = []
  let text = used
  for (const [name, helper, pranking] of HELPERS) {
    if (pranking !== undefined && pranking !== arePranking) continue
    if (!new RegExp(`(?<!\\.)\\b${name}\\(`).test(text)) continue
    parts.push(helper)
    text += helper
  }
  return parts
    .join('\n\n')
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
}

/** What an account runs that sends something outside of a prank. */
export const SENDER = `contract Sender {
    function send(address to, uint256 value, bytes memory data) public {
        (bool done, ) = to.call{value: value}(data);
        require(done);
    }

    // What it sends may pay it.
    receive() external payable {}
}`

/** Pattern of the name and text, each before those that it needs itself; then whether it is one for pranking contracts, if that matters. */
const HELPERS: readonly (readonly [name: string, text: string, pranking?: boolean])[] = [
  [
    'must',
    `function must(address from, address to, uint256 value, bytes memory data, string memory what) private {
    require(attempt(from, to, value, data), what);
}`,
  ],
  [
    'attempt',
    `/// A transaction of somebody's.
function attempt(address from, address to, uint256 value, bytes memory data) private returns (bool done) {
    vm.prank(from, from);
    (done, ) = to.call{value: value}(data);
}`,
    false,
  ],
  [
    'attempt',
    `/// A transaction of somebody's.
function attempt(address from, address to, uint256 value, bytes memory data) private returns (bool done) {
    vm.prank(from, from);
    (done, ) = to.call{value: value}(data);
    if (done || codeSize(from) != 0) return done;
    // Whoever is called inside of this prank may not begin one that lasts, as handlers do. So the account sends it by code of its own.
    vm.etch(from, type(Sender).runtimeCode);
    (done, ) = from.call(abi.encodeWithSignature("send(address,uint256,bytes)", to, value, data));
    vm.etch(from, "");
}`,
    true,
  ],
  [
    'give',
    `/// Tokens out of nothing: the balance grows, and the total supply with it.
function give(address token, address account, uint256 amount) private {
    grow(token, abi.encodeWithSignature("totalSupply()"), amount);
    bool done = grow(token, abi.encodeWithSignature("balanceOf(address)", account), amount);
    require(done, "a balance of the token cannot be set");
}`,
  ],
  [
    'giveItem',
    `/// The same of one token of an ERC-1155 contract.
function giveItem(address token, address account, uint256 id, uint256 amount) private {
    grow(token, abi.encodeWithSignature("totalSupply(uint256)", id), amount);
    bool done = grow(token, abi.encodeWithSignature("balanceOf(address,uint256)", account, id), amount);
    require(done, "a balance of the token cannot be set");
}`,
  ],
  [
    'give(?:Item)?',
    `/// Adds to the slot that the answer comes from.
function grow(address token, bytes memory question, uint256 amount) private returns (bool) {
    uint256 had = ask(token, question);
    vm.record();
    ask(token, question);
    (bytes32[] memory reads, ) = vm.accesses(token);
    for (uint256 i = 0; i < reads.length; i++) {
        bytes32 word = vm.load(token, reads[i]);
        if (uint256(word) != had) continue;
        vm.store(token, reads[i], bytes32(had + amount));
        if (ask(token, question) == had + amount) return true;
        vm.store(token, reads[i], word);
    }
    return false;
}`,
  ],
  [
    'create',
    `/// Deploys a contract as somebody else, where it was.
function create(address from, address at, uint256 value, bytes memory code) private {
    address created;
    vm.prank(from, from);
    assembly { created := create(value, add(code, 32), mload(code)) }
    require(created == at, "a contract is not deployed where it was");
}`,
  ],
  [
    'createAt',
    `/// Runs a constructor at an address, and leaves there the code that it gives.
function createAt(address from, address at, uint256 value, bytes memory code) private {
    vm.etch(at, code);
    vm.prank(from, from);
    (bool done, bytes memory runtime) = at.call{value: value}("");
    require(done, "a contract cannot be deployed");
    vm.etch(at, runtime);
    vm.setNonce(at, 1);
}`,
  ],
  [
    'ask',
    `/// The word that a static call is answered with; 0 if it fails.
function ask(address to, bytes memory data) private view returns (uint256 word) {
    (bool done, bytes memory answer) = to.staticcall(data);
    if (done && answer.length >= 32) word = abi.decode(answer, (uint256));
}`,
  ],
  [
    'takeMark',
    `/// Whether an assertion marked the run as failed without reverting, which is forgotten then.
function takeMark() private returns (uint256 mark) {
    mark = uint256(vm.load(address(vm), "failed"));
    vm.store(address(vm), "failed", bytes32(0));
}`,
  ],
  [
    'booksOf',
    `/// What was written to an account since vm.record().
function booksOf(address account) private returns (bytes32 books) {
    (, bytes32[] memory writes) = vm.accesses(account);
    for (uint256 i = 0; i < writes.length; i++)
        books = keccak256(abi.encode(books, writes[i], vm.load(account, writes[i])));
}`,
  ],
  [
    'codeSize',
    `function codeSize(address account) private view returns (uint256 size) {
    assembly { size := extcodesize(account) }
}`,
  ],
]

/** The cheatcodes that are used. */
export function vmInterface(text: string): string {
  const lines = CHEATCODES.filter((each) => text.includes(`vm.${/^function (\w+)/.exec(each)![1]!}(`))
  return ['interface Vm {', ...lines.map((line) => `    ${line}`), '}'].join('\n')
}

const CHEATCODES = `function prank(address sender, address origin) external;
function stopPrank() external;
function deal(address account, uint256 wei_) external;
function warp(uint256 timestamp) external;
function roll(uint256 number) external;
function getBlockTimestamp() external view returns (uint256);
function getBlockNumber() external view returns (uint256);
function load(address account, bytes32 slot) external view returns (bytes32);
function store(address account, bytes32 slot, bytes32 word) external;
function etch(address account, bytes calldata code) external;
function setNonce(address account, uint64 nonce) external;
function setNonceUnsafe(address account, uint64 nonce) external;
function getCode(string calldata contract_) external view returns (bytes memory);
function mockCall(address callee, bytes calldata data, bytes calldata answer) external;
function clearMockedCalls() external;
function record() external;
function accesses(address account) external returns (bytes32[] memory reads, bytes32[] memory writes);
function snapshotState() external returns (uint256);
function revertToState(uint256 id) external returns (bool);
function assertEq(uint256 left, uint256 right, string calldata what) external pure;
function assertGe(uint256 left, uint256 right, string calldata what) external pure;
function assertGt(uint256 left, uint256 right, string calldata what) external pure;
function assertLe(uint256 left, uint256 right, string calldata what) external pure;`.split('\n')
