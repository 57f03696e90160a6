// Every cheatcode of Foundry, one per line: selector, signature, types it returns. From crates/cheatcodes/assets/cheatcodes.json
// of foundry-rs/foundry @2a5df2c; structs are written as tuples, enums as uint8.

export const KNOWN_CHEATCODES = `
79a4f48a _expectCheatcodeRevert()
7843b44d _expectCheatcodeRevert(bytes)
884cb0ae _expectCheatcodeRevert(bytes4)
743e4cb7 accessList((address,bytes32[])[])
65bc9481 accesses(address) bytes32[],bytes32[]
2f103f22 activeFork() uint256
ffa18649 addr(uint256) address
ea060291 allowCheatcodes(address)
240f839d assertApproxEqAbs(int256,int256,uint256)
8289e621 assertApproxEqAbs(int256,int256,uint256,string)
16d207c6 assertApproxEqAbs(uint256,uint256,uint256)
f710b062 assertApproxEqAbs(uint256,uint256,uint256,string)
3d5bc8bc assertApproxEqAbsDecimal(int256,int256,uint256,uint256)
6a5066d4 assertApproxEqAbsDecimal(int256,int256,uint256,uint256,string)
045c55ce assertApproxEqAbsDecimal(uint256,uint256,uint256,uint256)
60429eb2 assertApproxEqAbsDecimal(uint256,uint256,uint256,uint256,string)
fea2d14f assertApproxEqRel(int256,int256,uint256)
ef277d72 assertApproxEqRel(int256,int256,uint256,string)
8cf25ef4 assertApproxEqRel(uint256,uint256,uint256)
1ecb7d33 assertApproxEqRel(uint256,uint256,uint256,string)
abbf21cc assertApproxEqRelDecimal(int256,int256,uint256,uint256)
fccc11c4 assertApproxEqRelDecimal(int256,int256,uint256,uint256,string)
21ed2977 assertApproxEqRelDecimal(uint256,uint256,uint256,uint256)
82d6c8fd assertApproxEqRelDecimal(uint256,uint256,uint256,uint256,string)
515361f6 assertEq(address,address)
2f2769d1 assertEq(address,address,string)
3868ac34 assertEq(address[],address[])
3e9173c5 assertEq(address[],address[],string)
f7fe3477 assertEq(bool,bool)
4db19e7e assertEq(bool,bool,string)
707df785 assertEq(bool[],bool[])
e48a8f8d assertEq(bool[],bool[],string)
97624631 assertEq(bytes,bytes)
e24fed00 assertEq(bytes,bytes,string)
7c84c69b assertEq(bytes32,bytes32)
c1fa1ed0 assertEq(bytes32,bytes32,string)
0cc9ee84 assertEq(bytes32[],bytes32[])
e03e9177 assertEq(bytes32[],bytes32[],string)
e5fb9b4a assertEq(bytes[],bytes[])
f413f0b6 assertEq(bytes[],bytes[],string)
fe74f05b assertEq(int256,int256)
714a2f13 assertEq(int256,int256,string)
711043ac assertEq(int256[],int256[])
191f1b30 assertEq(int256[],int256[],string)
f320d963 assertEq(string,string)
36f656d8 assertEq(string,string,string)
cf1c049c assertEq(string[],string[])
eff6b27d assertEq(string[],string[],string)
98296c54 assertEq(uint256,uint256)
88b44c85 assertEq(uint256,uint256,string)
975d5a12 assertEq(uint256[],uint256[])
5d18c73a assertEq(uint256[],uint256[],string)
48016c04 assertEqDecimal(int256,int256,uint256)
7e77b0c5 assertEqDecimal(int256,int256,uint256,string)
27af7d9c assertEqDecimal(uint256,uint256,uint256)
d0cbbdef assertEqDecimal(uint256,uint256,uint256,string)
a5982885 assertFalse(bool)
7ba04809 assertFalse(bool,string)
0a30b771 assertGe(int256,int256)
a84328dd assertGe(int256,int256,string)
a8d4d1d9 assertGe(uint256,uint256)
e25242c0 assertGe(uint256,uint256,string)
dc28c0f1 assertGeDecimal(int256,int256,uint256)
5df93c9b assertGeDecimal(int256,int256,uint256,string)
3d1fe08a assertGeDecimal(uint256,uint256,uint256)
8bff9133 assertGeDecimal(uint256,uint256,uint256,string)
5a362d45 assertGt(int256,int256)
f8d33b9b assertGt(int256,int256,string)
db07fcd2 assertGt(uint256,uint256)
d9a3c4d2 assertGt(uint256,uint256,string)
78611f0e assertGtDecimal(int256,int256,uint256)
04a5c7ab assertGtDecimal(int256,int256,uint256,string)
eccd2437 assertGtDecimal(uint256,uint256,uint256)
64949a8d assertGtDecimal(uint256,uint256,uint256,string)
95fd154e assertLe(int256,int256)
4dfe692c assertLe(int256,int256,string)
8466f415 assertLe(uint256,uint256)
d17d4b0d assertLe(uint256,uint256,string)
11d1364a assertLeDecimal(int256,int256,uint256)
aa5cf788 assertLeDecimal(int256,int256,uint256,string)
c304aab7 assertLeDecimal(uint256,uint256,uint256)
7fefbbe0 assertLeDecimal(uint256,uint256,uint256,string)
3e914080 assertLt(int256,int256)
9ff531e3 assertLt(int256,int256,string)
b12fc005 assertLt(uint256,uint256)
65d5c135 assertLt(uint256,uint256,string)
dbe8d88b assertLtDecimal(int256,int256,uint256)
40f0b4e0 assertLtDecimal(int256,int256,uint256,string)
2077337e assertLtDecimal(uint256,uint256,uint256)
a972d037 assertLtDecimal(uint256,uint256,uint256,string)
b12e1694 assertNotEq(address,address)
8775a591 assertNotEq(address,address,string)
46d0b252 assertNotEq(address[],address[])
72c7e0b5 assertNotEq(address[],address[],string)
236e4d66 assertNotEq(bool,bool)
1091a261 assertNotEq(bool,bool,string)
286fafea assertNotEq(bool[],bool[])
62c6f9fb assertNotEq(bool[],bool[],string)
3cf78e28 assertNotEq(bytes,bytes)
9507540e assertNotEq(bytes,bytes,string)
898e83fc assertNotEq(bytes32,bytes32)
b2332f51 assertNotEq(bytes32,bytes32,string)
0603ea68 assertNotEq(bytes32[],bytes32[])
b873634c assertNotEq(bytes32[],bytes32[],string)
edecd035 assertNotEq(bytes[],bytes[])
1dcd1f68 assertNotEq(bytes[],bytes[],string)
f4c004e3 assertNotEq(int256,int256)
4724c5b9 assertNotEq(int256,int256,string)
0b72f4ef assertNotEq(int256[],int256[])
d3977322 assertNotEq(int256[],int256[],string)
6a8237b3 assertNotEq(string,string)
78bdcea7 assertNotEq(string,string,string)
bdfacbe8 assertNotEq(string[],string[])
b67187f3 assertNotEq(string[],string[],string)
b7909320 assertNotEq(uint256,uint256)
98f9bdbd assertNotEq(uint256,uint256,string)
56f29cba assertNotEq(uint256[],uint256[])
9a7fbd8f assertNotEq(uint256[],uint256[],string)
14e75680 assertNotEqDecimal(int256,int256,uint256)
33949f0b assertNotEqDecimal(int256,int256,uint256,string)
669efca7 assertNotEqDecimal(uint256,uint256,uint256)
f5a55558 assertNotEqDecimal(uint256,uint256,uint256,string)
0c9fd581 assertTrue(bool)
a34edc03 assertTrue(bool,string)
4c63e562 assume(bool)
7c8cd6d2 assumeImplicitApproval(address)
d8591eeb assumeNoRevert((address,bool,bytes))
8a4592cc assumeNoRevert((address,bool,bytes)[])
285b366a assumeNoRevert()
10cb385c attachBlob(bytes)
14ae3519 attachDelegation((uint8,bytes32,bytes32,uint64,address))
f4460d34 attachDelegation((uint8,bytes32,bytes32,uint64,address),bool)
6d315d7e blobBaseFee(uint256)
129de7eb blobhashes(bytes32[])
8f48fc07 bound(int256,int256,int256) int256
5a6c1eed bound(uint256,uint256,uint256) uint256
f0259e92 breakpoint(string)
f7d39a8d breakpoint(string,bool)
afc98040 broadcast()
e6962cdb broadcast(address)
f67a965b broadcast(uint256)
8c0c72e0 broadcastRawTransaction(bytes)
4049ddd2 chainId(uint256)
3fdf4e15 clearMockedCalls()
533d61c9 cloneAccount(address,address)
48c3241f closeFile(string)
ff483c54 coinbase(address)
890c283b computeCreate2Address(bytes32,bytes32) address
d323826a computeCreate2Address(bytes32,bytes32,address) address
74637a7a computeCreateAddress(address,uint256) address
3fb18aec contains(string,string) bool
40ff9f21 cool(address)
8c78e654 coolSlot(address,bytes32)
a54a87d8 copyFile(string,string) uint64
203dac0d copyStorage(address,address)
168b64d3 createDir(string,bool)
1ef3f27a createEd25519Key(bytes32) bytes32,bytes32
31ba3498 createFork(string) uint256
7ca29682 createFork(string,bytes32) uint256
6ba3ba2b createFork(string,uint256) uint256
98680034 createSelectFork(string) uint256
84d52b7a createSelectFork(string,bytes32) uint256
71ee464d createSelectFork(string,uint256) uint256
7404f1d2 createWallet(string) (address,uint256,uint256,uint256)
7a675bb6 createWallet(uint256) (address,uint256,uint256,uint256)
ed7c5462 createWallet(uint256,string) (address,uint256,uint256,uint256)
9b45555c currentFilePath() string
c88a5e6d deal(address,uint256)
a6368557 deleteSnapshot(uint256) bool
421ae469 deleteSnapshots()
08d6b37a deleteStateSnapshot(uint256) bool
e0933c74 deleteStateSnapshots()
9a8325a0 deployCode(string) address
29ce9dde deployCode(string,bytes) address
016155bf deployCode(string,bytes,bytes32) address
ff5d64e4 deployCode(string,bytes,uint256) address
3aa773ea deployCode(string,bytes,uint256,bytes32) address
17ab1d79 deployCode(string,bytes32) address
0af6a701 deployCode(string,uint256) address
002cb687 deployCode(string,uint256,bytes32) address
6bcb2c1b deriveKey(string,string,uint32) uint256
29233b1f deriveKey(string,string,uint32,string) uint256
6229498b deriveKey(string,uint32) uint256
32c8176d deriveKey(string,uint32,string) uint256
46cc92d9 difficulty(uint256)
709ecd3f dumpState(string)
1af9eefc ecAddAffine(uint256,uint256,uint256,uint256) uint256,uint256
45b12879 ecAddProjective(uint256,uint256,uint256,uint256,uint256,uint256) uint256,uint256,uint256
c74ca094 ecMulAffine(uint256,uint256,uint256) uint256,uint256
031661fc ecMulProjective(uint256,uint256,uint256,uint256) uint256,uint256,uint256
aedeaebc eip712HashStruct(string,bytes) bytes32
6d06c57c eip712HashStruct(string,string,bytes) bytes32
6792e9e2 eip712HashType(string) bytes32
18fb6406 eip712HashType(string,string) bytes32
ea25e615 eip712HashTypedData(string) bytes32
8c374c65 ensNamehash(string) bytes32
350d56bf envAddress(string) address
ad31b9fa envAddress(string,string) address[]
7ed1ec7d envBool(string) bool
aaaddeaf envBool(string,string) bool[]
4d7baf06 envBytes(string) bytes
ddc2651b envBytes(string,string) bytes[]
97949042 envBytes32(string) bytes32
5af231c1 envBytes32(string,string) bytes32[]
ce8365f9 envExists(string) bool
892a0c61 envInt(string) int256
42181150 envInt(string,string) int256[]
561fe540 envOr(string,address) address
4777f3cf envOr(string,bool) bool
b3e47705 envOr(string,bytes) bytes
b4a85892 envOr(string,bytes32) bytes32
bbcb713e envOr(string,int256) int256
d145736c envOr(string,string) string
c74e9deb envOr(string,string,address[]) address[]
eb85e83b envOr(string,string,bool[]) bool[]
2281f367 envOr(string,string,bytes32[]) bytes32[]
64bc3e64 envOr(string,string,bytes[]) bytes[]
4700d74b envOr(string,string,int256[]) int256[]
859216bc envOr(string,string,string[]) string[]
74318528 envOr(string,string,uint256[]) uint256[]
5e97348f envOr(string,uint256) uint256
f877cb19 envString(string) string
14b02bc9 envString(string,string) string[]
c1978d1f envUint(string) uint256
f3dec099 envUint(string,string) uint256[]
b4d6c782 etch(address,bytes)
35e1349b eth_getLogs(uint256,uint256,address,bytes32[]) (address,bytes32[],bytes,bytes32,uint64,bytes32,uint64,uint256,bool)[]
943d7209 executeTransaction(bytes) bytes
261a323e exists(string) bool
bd6af434 expectCall(address,bytes)
c1adbbff expectCall(address,bytes,uint64)
f30c7ba3 expectCall(address,uint256,bytes)
a2b1a1ae expectCall(address,uint256,bytes,uint64)
23361207 expectCall(address,uint256,uint64,bytes)
65b7b7cc expectCall(address,uint256,uint64,bytes,uint64)
08e4e116 expectCallMinGas(address,uint256,uint64,bytes)
e13a1834 expectCallMinGas(address,uint256,uint64,bytes,uint64)
73cdce36 expectCreate(bytes,address)
ea54a472 expectCreate2(bytes,address)
3d6ac1e7 expectDelegateCall(address,bytes)
440ed10d expectEmit()
86b9620d expectEmit(address)
b43aece3 expectEmit(address,uint64)
491cc7c2 expectEmit(bool,bool,bool,bool)
81bad6f3 expectEmit(bool,bool,bool,bool,address)
c339d02c expectEmit(bool,bool,bool,bool,address,uint64)
5e1d1c33 expectEmit(bool,bool,bool,bool,uint64)
4c74a335 expectEmit(uint64)
2e5f270c expectEmitAnonymous()
6fc68705 expectEmitAnonymous(address)
c948db5e expectEmitAnonymous(bool,bool,bool,bool,bool)
71c95899 expectEmitAnonymous(bool,bool,bool,bool,bool,address)
cbe45e4f expectKeychainAdminVerified(address,bytes32,bytes)
3040e515 expectKeychainVerified(address,bytes32,bytes)
d450e23a expectLogoURIUpdated(address,address,string)
11fb5b9c expectPartialRevert(bytes4)
51aa008a expectPartialRevert(bytes4,address)
f4844814 expectRevert()
d814f38a expectRevert(address)
1ff5f952 expectRevert(address,uint64)
f28dceb3 expectRevert(bytes)
61ebcf12 expectRevert(bytes,address)
d345fb1f expectRevert(bytes,address,uint64)
4994c273 expectRevert(bytes,uint64)
c31eb0e0 expectRevert(bytes4)
260bc5de expectRevert(bytes4,address)
b0762d73 expectRevert(bytes4,address,uint64)
e45ca72d expectRevert(bytes4,uint64)
4ee38244 expectRevert(uint64)
6d016688 expectSafeMemory(uint64,uint64)
05838bf4 expectSafeMemoryCall(uint64,uint64)
4e134a2c expectTip20LogoURIUpdated(address,address,string)
39b37ab0 fee(uint256)
89160467 ffi(string[]) bytes
32730d81 ffiBytes(string[]) bytes
0d0d2f41 ffiString(string[]) string
cdf7c6c4 ffiUint(string[]) uint256
6248be1f foundryVersionAtLeast(string) bool
ca7b0a09 foundryVersionCmp(string) int256
1e1d8b63 fromRlp(bytes) bytes[]
af368a08 fsMetadata(string) (bool,bool,uint256,bool,uint256,uint256,uint256)
eb74848c getArtifactPathByCode(bytes) string
6d853ba5 getArtifactPathByDeployedCode(bytes) string
1f6d6ef7 getBlobBaseFee() uint256
f56ff18b getBlobhashes() bytes32[]
42cbb15c getBlockNumber() uint256
796b89b9 getBlockTimestamp() uint256
3dc90cb3 getBroadcast(string,uint64,uint8) (bytes32,uint8,address,uint64,bool)
f2fa4a26 getBroadcasts(string,uint64) (bytes32,uint8,address,uint64,bool)[]
f7afe919 getBroadcasts(string,uint64,uint8) (bytes32,uint8,address,uint64,bool)[]
4cc1c2bb getChain(string) (string,uint256,string,string)
b6791ad4 getChain(uint256) (string,uint256,string,string)
3408e470 getChainId() uint256
8d1cc925 getCode(string) bytes
3ebf73b4 getDeployedCode(string) bytes
a8091d97 getDeployment(string) address
0debd5d6 getDeployment(string,uint64) address
74e133dd getDeployments(string,uint64) address[]
aa2bb222 getEvmVersion() string
ea991bb5 getFoundryVersion() string
28a249b0 getLabel(address) string
876e24e6 getMappingKeyAndParentOf(address,bytes32) bool,bytes32,bytes32
2f2fd63f getMappingLength(address,bytes32) uint256
ebc73ab4 getMappingSlotAt(address,bytes32,uint256) bytes32
a5748aad getNonce((address,uint256,uint256,uint256)) uint64
2d0335ab getNonce(address) uint64
2c667606 getRawBlockHeader(uint256) bytes
191553a4 getRecordedLogs() (bytes32[],bytes,address)[]
3b171111 getRecordedLogsJson() string
13d5a709 getSelectors(string) bytes4[]
80df01cc getStateDiff() string
f54fe009 getStateDiffJson() string
2899b1d0 getStorageAccesses() (address,bytes32,bool,bytes32,bytes32,bool)[]
efa136d9 getStorageSlots(address,string) uint256[]
db7a4605 getWallets() address[]
8a0807b7 indexOf(string,string) uint256
838653c7 interceptInitcode()
64af255d isContext(uint8) bool
7d15d019 isDir(string) bool
e0eb04d4 isFile(string) bool
a8da6aa7 isImplicitlyApproved(address) bool
17a5dbab isIsolateMode() bool
d92d8efd isPersistent(address) bool
528a683c keyExists(string,string) bool
db4235f6 keyExistsJson(string,string) bool
600903ad keyExistsToml(string,string) bool
c657c718 label(address,string)
2b589b28 lastCallGas() (uint64,uint64,uint64,int64,uint64)
995d5b03 lastFrameGas() (uint64,uint64,uint64,int64,uint64)
667f9d70 load(address,bytes32) bytes32
b3a056d7 loadAllocs(string)
57e22dde makePersistent(address)
4074e0a8 makePersistent(address,address)
efb77a75 makePersistent(address,address,address)
1d9e269e makePersistent(address[])
b96213e4 mockCall(address,bytes,bytes)
b4bc5617 mockCall(address,bytes,bytes,bool)
08e0c537 mockCall(address,bytes4,bytes)
81409b91 mockCall(address,uint256,bytes,bytes)
e7b36a3d mockCall(address,uint256,bytes4,bytes)
dbaad147 mockCallRevert(address,bytes,bytes)
2dfba5df mockCallRevert(address,bytes4,bytes)
d23cd037 mockCallRevert(address,uint256,bytes,bytes)
596c8f04 mockCallRevert(address,uint256,bytes4,bytes)
5c5c3de9 mockCalls(address,bytes,bytes[])
08bcbae1 mockCalls(address,uint256,bytes,bytes[])
adf84d21 mockFunction(address,address,bytes)
238ad778 noAccessList()
c6ce059d parseAddress(string) address
974ef924 parseBool(string) bool
8f5d232d parseBytes(string) bytes
087e6e81 parseBytes32(string) bytes32
42346c5e parseInt(string) int256
6a82600a parseJson(string) bytes
85940ef1 parseJson(string,string) bytes
1e19e657 parseJsonAddress(string,string) address
ddeecb75 parseJsonAddress(string,string,address) address
2fce7883 parseJsonAddressArray(string,string) address[]
586afa51 parseJsonAddressArray(string,string,address[]) address[]
cdb6e4ac parseJsonArrayLength(string,string) uint256
9f86dc91 parseJsonBool(string,string) bool
f147484e parseJsonBool(string,string,bool) bool
91f3b94f parseJsonBoolArray(string,string) bool[]
cc9d6da5 parseJsonBoolArray(string,string,bool[]) bool[]
fd921be8 parseJsonBytes(string,string) bytes
b3d931af parseJsonBytes(string,string,bytes) bytes
1777e59d parseJsonBytes32(string,string) bytes32
8d792033 parseJsonBytes32(string,string,bytes32) bytes32
91c75bc3 parseJsonBytes32Array(string,string) bytes32[]
d503fb9e parseJsonBytes32Array(string,string,bytes32[]) bytes32[]
6631aa99 parseJsonBytesArray(string,string) bytes[]
d1422c93 parseJsonBytesArray(string,string,bytes[]) bytes[]
7b048ccd parseJsonInt(string,string) int256
fa78931b parseJsonInt(string,string,int256) int256
9983c28a parseJsonIntArray(string,string) int256[]
ea1f44aa parseJsonIntArray(string,string,int256[]) int256[]
213e4198 parseJsonKeys(string,string) string[]
49c4fac8 parseJsonString(string,string) string
9d7824a8 parseJsonString(string,string,string) string
498fdcf4 parseJsonStringArray(string,string) string[]
88b70aff parseJsonStringArray(string,string,string[]) string[]
a9da313b parseJsonType(string,string) bytes
e3f5ae33 parseJsonType(string,string,string) bytes
0175d535 parseJsonTypeArray(string,string,string) bytes
addde2b6 parseJsonUint(string,string) uint256
beb87f44 parseJsonUint(string,string,uint256) uint256
522074ab parseJsonUintArray(string,string) uint256[]
a7b8152a parseJsonUintArray(string,string,uint256[]) uint256[]
592151f0 parseToml(string) bytes
37736e08 parseToml(string,string) bytes
65e7c844 parseTomlAddress(string,string) address
80db71c1 parseTomlAddress(string,string,address) address
65c428e7 parseTomlAddressArray(string,string) address[]
cbfdcaa6 parseTomlAddressArray(string,string,address[]) address[]
d30dced6 parseTomlBool(string,string) bool
6c254276 parseTomlBool(string,string,bool) bool
127cfe9a parseTomlBoolArray(string,string) bool[]
50ddbb4e parseTomlBoolArray(string,string,bool[]) bool[]
d77bfdb9 parseTomlBytes(string,string) bytes
c37b8f00 parseTomlBytes(string,string,bytes) bytes
8e214810 parseTomlBytes32(string,string) bytes32
88d60faa parseTomlBytes32(string,string,bytes32) bytes32
3e716f81 parseTomlBytes32Array(string,string) bytes32[]
36ad14a2 parseTomlBytes32Array(string,string,bytes32[]) bytes32[]
b197c247 parseTomlBytesArray(string,string) bytes[]
7daa5e28 parseTomlBytesArray(string,string,bytes[]) bytes[]
c1350739 parseTomlInt(string,string) int256
887da112 parseTomlInt(string,string,int256) int256
d3522ae6 parseTomlIntArray(string,string) int256[]
fcc0379f parseTomlIntArray(string,string,int256[]) int256[]
812a44b2 parseTomlKeys(string,string) string[]
8bb8dd43 parseTomlString(string,string) string
c32ef60d parseTomlString(string,string,string) string
9f629281 parseTomlStringArray(string,string) string[]
6be16ce7 parseTomlStringArray(string,string,string[]) string[]
47fa5e11 parseTomlType(string,string) bytes
f9fa5cdb parseTomlType(string,string,string) bytes
49be3743 parseTomlTypeArray(string,string,string) bytes
cc7b0487 parseTomlUint(string,string) uint256
73317cb5 parseTomlUint(string,string,uint256) uint256
b5df27c8 parseTomlUintArray(string,string) uint256[]
5fc56675 parseTomlUintArray(string,string,uint256[]) uint256[]
fa91454d parseUint(string) uint256
d1a5b36f pauseGasMetering()
c94d1f90 pauseTracing()
ca669fa7 prank(address)
47e50cce prank(address,address)
7d73d042 prank(address,address,bool)
a7f8bf5c prank(address,bool)
3b925549 prevrandao(bytes32)
9cb1c0d4 prevrandao(uint256)
d930a0e6 projectRoot() string
47eaf474 prompt(string) string
62ee05f4 promptAddress(string) address
1e279d41 promptSecret(string) string
69ca02b7 promptSecretUint(string) uint256
652fd489 promptUint(string) uint256
27f44236 publicKeyEd25519(bytes32) bytes32
c453949e publicKeyP256(uint256) uint256,uint256
d5bee9f5 randomAddress() address
cdc126bd randomBool() bool
6c5d32a9 randomBytes(uint256) bytes
9b7cd579 randomBytes4() bytes4
0497b0a5 randomBytes8() bytes8
111f1202 randomInt() int256
12845966 randomInt(uint256) int256
25124730 randomUint() uint256
cf81e69c randomUint(uint256) uint256
d61b051b randomUint(uint256,uint256) uint256
4ad0bac9 readCallers() uint8,address,address
c4bc59e0 readDir(string) (string,string,uint64,bool,bool)[]
1497876c readDir(string,uint64) (string,string,uint64,bool,bool)[]
8102d70d readDir(string,uint64,bool) (string,string,uint64,bool,bool)[]
60f9bb11 readFile(string) string
16ed7bc4 readFileBinary(string) bytes
70f55728 readLine(string) string
9f5684a2 readLink(string) string
266cf109 record()
41af2f52 recordLogs()
12d14123 registerMappingSstoreHook(address,bytes32,bytes4)
37c7cf5e registerSloadHook(address,bytes4)
e0c3bdd9 registerSstoreHook(address,bytes4)
22100064 rememberKey(uint256) address
f8d58eaf rememberKeys(string,string,string,uint32) address[]
97cb9189 rememberKeys(string,string,uint32) address[]
45c62011 removeDir(string,bool)
f1afe04d removeFile(string)
e00ad03e replace(string,string,string) string
be367dd3 resetGasMetering()
1c72346d resetNonce(address)
ddd2128d resolveEnv(string) string
2bcd50e0 resumeGasMetering()
72a09ccb resumeTracing()
44d7f0a4 revertTo(uint256) bool
03e0aca9 revertToAndDelete(uint256) bool
c2527405 revertToState(uint256) bool
3a1985dc revertToStateAndDelete(uint256) bool
997a0222 revokePersistent(address)
3ce969e6 revokePersistent(address[])
1f7b4f30 roll(uint256)
0f29772b rollFork(bytes32)
d9bbf3a1 rollFork(uint256)
f2830f7b rollFork(uint256,bytes32)
d74c83a4 rollFork(uint256,uint256)
1206c8a8 rpc(string,string) bytes
0199a220 rpc(string,string,string) bytes
9519f228 rpcJson(string,string) string
273b74f8 rpcJson(string,string,string) string
975a6ce9 rpcUrl(string) string
9d2ad72a rpcUrlStructs() (string,string)[]
a85a8418 rpcUrls() string[2][]
9ebf6827 selectFork(uint256)
972c6062 serializeAddress(string,string,address) string
1e356e1a serializeAddress(string,string,address[]) string
ac22e971 serializeBool(string,string,bool) string
92925aa1 serializeBool(string,string,bool[]) string
f21d52c7 serializeBytes(string,string,bytes) string
9884b232 serializeBytes(string,string,bytes[]) string
2d812b44 serializeBytes32(string,string,bytes32) string
201e43e2 serializeBytes32(string,string,bytes32[]) string
3f33db60 serializeInt(string,string,int256) string
7676e127 serializeInt(string,string,int256[]) string
9b3358b0 serializeJson(string,string) string
6d4f96a6 serializeJsonType(string,bytes) string
6f93bccb serializeJsonType(string,string,string,bytes) string
88da6d35 serializeString(string,string,string) string
561cd6f3 serializeString(string,string,string[]) string
129e9002 serializeUint(string,string,uint256) string
fee9a469 serializeUint(string,string,uint256[]) string
ae5a2ae8 serializeUintToHex(string,string,uint256) string
e1631837 setArbitraryStorage(address)
d3ec2a0b setArbitraryStorage(address,bool)
5314b54a setBlockhash(uint256,bytes32)
3d5923ee setEnv(string,string)
43179f5a setEvmVersion(string)
256edb36 setLogoURI(address,string)
f8e18b57 setNonce(address,uint64)
9b67b21c setNonceUnsafe(address,uint64)
c32a50f9 setSeed(uint256)
b452dc23 setTip20LogoURI(address,string)
54f1469c shuffle(uint256[]) uint256[]
b25c5a25 sign((address,uint256,uint256,uint256),bytes32) uint8,bytes32,bytes32
8c1aa205 sign(address,bytes32) uint8,bytes32,bytes32
799cd333 sign(bytes32) uint8,bytes32,bytes32
e341eaa4 sign(uint256,bytes32) uint8,bytes32,bytes32
c7fa7288 signAndAttachDelegation(address,uint256) (uint8,bytes32,bytes32,uint64,address)
d936e146 signAndAttachDelegation(address,uint256,bool) (uint8,bytes32,bytes32,uint64,address)
cde3e5be signAndAttachDelegation(address,uint256,uint64) (uint8,bytes32,bytes32,uint64,address)
3d0e292f signCompact((address,uint256,uint256,uint256),bytes32) bytes32,bytes32
8e2f97bf signCompact(address,bytes32) bytes32,bytes32
a282dc4b signCompact(bytes32) bytes32,bytes32
cc2a781f signCompact(uint256,bytes32) bytes32,bytes32
5b593c7b signDelegation(address,uint256) (uint8,bytes32,bytes32,uint64,address)
cdd7563d signDelegation(address,uint256,bool) (uint8,bytes32,bytes32,uint64,address)
ceba2ec3 signDelegation(address,uint256,uint64) (uint8,bytes32,bytes32,uint64,address)
ef609c65 signEd25519(bytes,bytes,bytes32) bytes
5804c690 signKeychain(uint256,address,bytes32) bytes
bc5fb2f7 signKeychainAdmin(uint256,address,bytes32) bytes
83211b40 signP256(uint256,bytes32) bytes32,bytes32
2012783a signWithNonceUnsafe(uint256,bytes32,uint256) uint8,bytes32,bytes32
dd82d13e skip(bool)
c42a80a7 skip(bool,string)
fa9d8713 sleep(uint256)
9711715a snapshot() uint256
dd9fca12 snapshotGasLastCall(string) uint256
200c6772 snapshotGasLastCall(string,string) uint256
b95207cc snapshotGasLastFrame(string) uint256
04eedcdf snapshotGasLastFrame(string,string) uint256
9cd23835 snapshotState() uint256
6d2b27d8 snapshotValue(string,string,uint256)
51db805a snapshotValue(string,uint256)
9ec8b026 sort(uint256[]) uint256[]
8bb75533 split(string,string) string[]
7fb5297f startBroadcast()
7fec2a8d startBroadcast(address)
ce817d47 startBroadcast(uint256)
419c8832 startDebugTraceRecording()
3e9705c0 startMappingRecording()
06447d56 startPrank(address)
45b56078 startPrank(address,address)
4eb859b5 startPrank(address,address,bool)
1cc0b435 startPrank(address,bool)
3cad9d7b startSnapshotGas(string)
6cd0cc53 startSnapshotGas(string,string)
cf22e3c9 startStateDiffRecording()
ced398a2 stopAndReturnDebugTraceRecording() (uint256[],bytes,uint8,uint64,bool,address)[]
aa5cf90e stopAndReturnStateDiff() ((uint256,uint256),uint8,address,address,bool,uint256,uint256,bytes,uint256,bytes,bool,(address,bytes32,bool,bytes32,bytes32,bool)[],uint64,uint64,uint64)[]
76eadd36 stopBroadcast()
0956441b stopExpectSafeMemory()
0d4aae9b stopMappingRecording()
90c5013b stopPrank()
996be76d stopRecord()
f6402eda stopSnapshotGas() uint256
773b2805 stopSnapshotGas(string) uint256
0c9db707 stopSnapshotGas(string,string) uint256
70ca10bb store(address,bytes32,bytes32)
a5cbfe65 toBase64(bytes) string
3f8be2c8 toBase64(string) string
c8bd0e4a toBase64URL(bytes) string
ae3165b3 toBase64URL(string) string
50bb0884 toLowercase(string) string
a7ed3885 toRlp(bytes[]) bytes
56ca623e toString(address) string
71dce7da toString(bool) string
71aad10d toString(bytes) string
b11a19e8 toString(bytes32) string
a322c40e toString(int256) string
6900a3ae toString(uint256) string
074ae3d7 toUppercase(string) string
be646da1 transact(bytes32)
4d8abc4b transact(uint256,bytes32)
b2dad155 trim(string) string
f45c1ce7 tryFfi(string[]) (int32,bytes,bytes)
48f50c0f txGasPrice(uint256)
625387dc unixTime() uint256
d08c2888 verifyEd25519(bytes,bytes,bytes,bytes32) bool
b23184cf warmSlot(address,bytes32)
e5d6bf02 warp(uint256)
897e0a97 writeFile(string,string)
1f21fc80 writeFileBinary(string,bytes)
e23cd19f writeJson(string,string)
35d6ad46 writeJson(string,string,string)
619d897f writeLine(string,string)
c0865ba7 writeToml(string,string)
51ac6a33 writeToml(string,string,string)
`
