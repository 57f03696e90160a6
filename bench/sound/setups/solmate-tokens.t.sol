// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Mate20, Mate721, Mate1155} from "../src/SolmateTokens.sol";
import {Base} from "./Base.sol";

contract SolmateTokens is Base {
    Mate20 internal mate;
    Mate721 internal mates;
    Mate1155 internal goods;

    function setUp() public as_(operator) {
        mate = new Mate20(operator);
        mates = new Mate721(operator);
        goods = new Mate1155(operator);
        mate.mint(ada, 6_000 ether);
        mate.mint(ben, 4_000 ether);
        mates.mint(ada);
        mates.mint(ben);
        mates.mint(ben);
        goods.mint(ada, 1, 100);
        goods.mint(ben, 2, 50);
    }
}
