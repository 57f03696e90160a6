// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {BridgeRouter} from "../src/BridgeRouter.sol";
import {Erc20} from "../src/Erc20.sol";
import {Replica} from "../src/Replica.sol";

interface Vm {
    function prank(address sender) external;
    function startPrank(address sender) external;
    function stopPrank() external;
    function warp(uint256 timestamp) external;
}

/// Three users have sent tokens to the other chain. Two of them have sent some back: the updater has told the root of both messages,
/// one has been processed, the other is proved by its recipient any moment.
contract Setup {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal updater = address(0x0BDA7E);
    address internal runa = address(0x407A);
    address internal sven = address(0x53E4);
    address internal tora = address(0x7064);
    Erc20 internal dollar;
    Erc20 internal bitcoin;
    Replica internal replica;
    BridgeRouter internal router;
    bytes32[4] internal proofOfSecond;

    function setUp() public virtual {
        dollar = new Erc20("Dollar", "USD", 900_000_000 ether);
        bitcoin = new Erc20("Bitcoin", "BTC", 21_000 ether);
        replica = new Replica();
        router = new BridgeRouter(address(replica));
        router.enrol(address(dollar));
        router.enrol(address(bitcoin));
        // As the upgrade did: nothing has been committed yet.
        replica.initialize(router, updater, bytes32(0), 30 minutes);

        _send(dollar, runa, 87_000_000 ether);
        _send(bitcoin, sven, 1_028 ether);
        _send(dollar, tora, 8_000_000 ether);

        Replica.Message memory first = Replica.Message(1, address(bitcoin), sven, 100 ether);
        Replica.Message memory second = Replica.Message(2, address(dollar), tora, 250_000 ether);
        bytes32[4] memory proof;
        proof[0] = replica.hashOf(second);
        proofOfSecond[0] = replica.hashOf(first);
        bytes32 root = replica.branchRoot(proofOfSecond[0], proof, 0);
        vm.prank(updater);
        replica.update(bytes32(0), root);
        vm.warp(block.timestamp + 31 minutes);
        vm.prank(sven);
        replica.proveAndProcess(first, proof, 0);
    }

    function test_setUp() public view {
        require(bitcoin.balanceOf(sven) == 100 ether && bitcoin.balanceOf(address(router)) == 928 ether, "bitcoin");
        require(dollar.balanceOf(address(router)) == 95_000_000 ether, "dollars");
    }

    function test_honest() public {
        replica.proveAndProcess(Replica.Message(2, address(dollar), tora, 250_000 ether), proofOfSecond, 1);
        require(dollar.balanceOf(tora) == 250_000 ether, "back");
    }

    function _send(Erc20 token, address user, uint256 amount) private {
        token.transfer(user, amount);
        vm.startPrank(user);
        token.approve(address(router), amount);
        router.send(address(token), amount, user);
        vm.stopPrank();
    }
}
