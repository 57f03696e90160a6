// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Goods1155} from "../src/Goods1155.sol";
import {Base} from "./Base.sol";

contract OzErc1155 is Base {
    Goods1155 internal goods;

    function setUp() public as_(operator) {
        goods = new Goods1155(operator);
        goods.mint(ada, 1, 100);
        goods.mint(ben, 1, 50);
        goods.mint(ben, 2, 1);
    }
}
