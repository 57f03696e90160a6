// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract ConsoleTest {
    event log(string); event logs(bytes); event log_address(address); event log_bytes32(bytes32); event log_int(int256); event log_uint(uint256);
    event log_array(uint256[] val); event log_array(address[] val); event log_named_array(string key, int256[] val);
    event log_named_decimal_int(string key, int256 val, uint256 decimals); event log_named_decimal_uint(string key, uint256 val, uint256 decimals);
    event log_named_bytes(string key, bytes val); event log_named_string(string key, string val); event log_named_address(string key, address val);
    function send(bytes memory data) internal view { (bool ok,) = 0x000000000000000000636F6e736F6c652e6c6f67.staticcall(data); require(ok, "console"); }
    function one(string memory f, uint256 v) internal view { send(abi.encodeWithSignature("log(string,uint256)", f, v)); }
    function test_formats() public view {
        send(abi.encodeWithSignature("log()"));
        send(abi.encodeWithSignature("log(string)", "plain %s"));
        send(abi.encodeWithSignature("log(string)", "100%"));
        send(abi.encodeWithSignature("log(string)", "50%% done"));
        one("%s", 5); one("%d apples", 5); one("%i", 5); one("%o", 5); one("%x", 255); one("%x", 0); one("%e", 1234500); one("%18e", 1500000000000000000); one("%2e", 100); one("%%s", 5); one("a %% b %s", 5); one("%z %s", 5); one("%", 5); one("none", 5); one("", 5); one("%s %s", 5); one("%3", 5); one("%e", 0); one("%5", 7);
        send(abi.encodeWithSignature("log(string,string)", "%s and %d and %o", "text"));
        send(abi.encodeWithSignature("log(string,string)", "%o", "text"));
        send(abi.encodeWithSignature("log(string,string)", "%d", "text"));
        send(abi.encodeWithSignature("log(string,address)", "%s", address(0xA11CE)));
        send(abi.encodeWithSignature("log(string,address)", "%d", address(0xA11CE)));
        send(abi.encodeWithSignature("log(string,address)", "%x", address(0xA11CE)));
        send(abi.encodeWithSignature("log(string,bool)", "%s", true));
        send(abi.encodeWithSignature("log(string,bool)", "%d", true));
        send(abi.encodeWithSignature("log(string,bool)", "%o", false));
        send(abi.encodeWithSignature("log(string,bool)", "%x", false));
        send(abi.encodeWithSignature("log(string,int256)", "%d", int256(-5)));
        send(abi.encodeWithSignature("log(string,int256)", "%x", int256(-5)));
        send(abi.encodeWithSignature("log(string,int256)", "%e", int256(-12345)));
        send(abi.encodeWithSignature("log(string,int256)", "%2e", int256(-12345)));
        send(abi.encodeWithSignature("log(int256)", int256(-7)));
        send(abi.encodeWithSignature("log(bytes)", hex"1234"));
        send(abi.encodeWithSignature("log(bytes4)", bytes4(0x12345678)));
        send(abi.encodeWithSignature("log(uint256,string,bool,address)", 1, "%s", true, address(1)));
        send(abi.encodeWithSignature("log(string,uint256,uint256,uint256)", "%s-%s", 1, 2, 3));
        send(abi.encodeWithSignature("log(bool,string)", true, "x"));
        send(abi.encodeWithSignature("log(string)", "two\nlines"));
        send(abi.encodeWithSignature("log(string,string)", "%s", "in\nside"));
        send(abi.encodeWithSignature("log(string)", ""));
    }
    function test_old_selector() public view { send(abi.encodeWithSignature("log(uint)", 5)); }
    function test_old_named() public view { send(abi.encodeWithSignature("logUint(uint256)", 5)); }
    function test_unknown() public view { send(abi.encodeWithSignature("log(uint8)", 5)); }
    function test_events() public {
        emit log("a"); emit logs(hex"abcd"); emit log_address(address(this)); emit log_bytes32(bytes32(uint256(5))); emit log_int(-5); emit log_uint(5);
        uint256[] memory u = new uint256[](2); u[1] = 7; emit log_array(u); address[] memory a = new address[](1); emit log_array(a); int256[] memory s = new int256[](2); s[0] = -1; emit log_named_array("ints", s);
        emit log_named_decimal_int("d", -1500000, 6); emit log_named_decimal_uint("u", 1500000, 6); emit log_named_decimal_uint("zero", 15, 0); emit log_named_decimal_uint("big", 15, 100); emit log_named_decimal_int("small", -5, 18); emit log_named_bytes("b", hex"12"); emit log_named_string("s", "t"); emit log_named_address("w", address(1));
    }
}
