// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

// package: @aave/core-v3/artifacts/contracts/misc/AaveOracle.sol/AaveOracle.json
// package: @aave/core-v3/artifacts/contracts/misc/AaveProtocolDataProvider.sol/AaveProtocolDataProvider.json
// package: @aave/core-v3/artifacts/contracts/protocol/configuration/ACLManager.sol/ACLManager.json
// package: @aave/core-v3/artifacts/contracts/protocol/configuration/PoolAddressesProvider.sol/PoolAddressesProvider.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/aave-upgradeability/InitializableImmutableAdminUpgradeabilityProxy.sol/InitializableImmutableAdminUpgradeabilityProxy.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/BorrowLogic.sol/BorrowLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/BridgeLogic.sol/BridgeLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/ConfiguratorLogic.sol/ConfiguratorLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/EModeLogic.sol/EModeLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/FlashLoanLogic.sol/FlashLoanLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/LiquidationLogic.sol/LiquidationLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/PoolLogic.sol/PoolLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/libraries/logic/SupplyLogic.sol/SupplyLogic.json
// package: @aave/core-v3/artifacts/contracts/protocol/pool/DefaultReserveInterestRateStrategy.sol/DefaultReserveInterestRateStrategy.json
// package: @aave/core-v3/artifacts/contracts/protocol/pool/Pool.sol/Pool.json
// package: @aave/core-v3/artifacts/contracts/protocol/pool/PoolConfigurator.sol/PoolConfigurator.json
// package: @aave/core-v3/artifacts/contracts/protocol/tokenization/AToken.sol/AToken.json
// package: @aave/core-v3/artifacts/contracts/protocol/tokenization/StableDebtToken.sol/StableDebtToken.json
// package: @aave/core-v3/artifacts/contracts/protocol/tokenization/VariableDebtToken.sol/VariableDebtToken.json

import {AnswerFeed} from "../src/AnswerFeed.sol";
import {Coin} from "../src/Coin.sol";
import {Base} from "./Base.sol";

interface IProvider {
    function setACLAdmin(address) external;
    function setACLManager(address) external;
    function setPriceOracle(address) external;
    function setPoolDataProvider(address) external;
    function setPoolImpl(address) external;
    function setPoolConfiguratorImpl(address) external;
    function getPool() external view returns (address);
    function getPoolConfigurator() external view returns (address);
}

interface IAcl {
    function addPoolAdmin(address) external;
}

interface IConfigurator {
    struct InitReserveInput {
        address aTokenImpl;
        address stableDebtTokenImpl;
        address variableDebtTokenImpl;
        uint8 underlyingAssetDecimals;
        address interestRateStrategyAddress;
        address underlyingAsset;
        address treasury;
        address incentivesController;
        string aTokenName;
        string aTokenSymbol;
        string variableDebtTokenName;
        string variableDebtTokenSymbol;
        string stableDebtTokenName;
        string stableDebtTokenSymbol;
        bytes params;
    }

    function initReserves(InitReserveInput[] calldata) external;
    function setReserveBorrowing(address asset, bool) external;
    function setReserveFlashLoaning(address asset, bool) external;
    function setReserveFactor(address asset, uint256) external;
    function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus) external;
}

interface IPool {
    function supply(address asset, uint256 amount, address onBehalfOf, uint16 code) external;
    function borrow(address asset, uint256 amount, uint256 mode, uint16 code, address onBehalfOf) external;
}

/// One market of two reserves; one user has borrowed.
contract AaveV3 is Base {
    uint256 internal constant RAY = 1e27;

    Coin internal coin;
    Coin internal gem;
    IProvider internal provider;
    IPool internal pool;
    IConfigurator internal configurator;

    function setUp() public {
        vm.warp(1_700_000_000);
        string[8] memory libraries = [
            "BorrowLogic", "BridgeLogic", "ConfiguratorLogic", "EModeLogic",
            "FlashLoanLogic", "LiquidationLogic", "PoolLogic", "SupplyLogic"
        ];
        for (uint256 i = 0; i < libraries.length; i++) {
            address at = address(uint160(uint256(keccak256(bytes(libraries[i])))));
            vm.etch(at, vm.getDeployedCode(libraries[i]));
        }
        vm.startPrank(operator);
        coin = new Coin("COIN", 1_000_000 ether);
        gem = new Coin("GEM", 100_000 ether);
        openMarket();
        list(coin);
        list(gem);
        for (uint256 i = 0; i < 3; i++) {
            address user = [ada, ben, cleo][i];
            coin.transfer(user, 60_000 ether);
            gem.transfer(user, 6_000 ether);
        }
        vm.stopPrank();
        supply(ada, coin, 40_000 ether);
        supply(ben, gem, 3_000 ether);
        supply(cleo, gem, 1_000 ether);
        vm.prank(cleo);
        pool.borrow(address(coin), 4_000 ether, 2, 0, cleo);
    }

    function openMarket() private {
        provider = IProvider(vm.deployCode("PoolAddressesProvider", abi.encode("Market", operator)));
        provider.setACLAdmin(operator);
        address acl = vm.deployCode("ACLManager", abi.encode(provider));
        provider.setACLManager(acl);
        IAcl(acl).addPoolAdmin(operator);
        address[] memory assets = new address[](2);
        address[] memory feeds = new address[](2);
        (assets[0], assets[1]) = (address(coin), address(gem));
        (feeds[0], feeds[1]) = (address(new AnswerFeed(1e8)), address(new AnswerFeed(10e8)));
        provider.setPriceOracle(
            vm.deployCode("AaveOracle", abi.encode(provider, assets, feeds, address(0), address(0), 1e8))
        );
        provider.setPoolDataProvider(vm.deployCode("AaveProtocolDataProvider", abi.encode(provider)));
        provider.setPoolImpl(vm.deployCode("Pool", abi.encode(provider)));
        provider.setPoolConfiguratorImpl(vm.deployCode("PoolConfigurator"));
        pool = IPool(provider.getPool());
        configurator = IConfigurator(provider.getPoolConfigurator());
    }

    function list(Coin token) private {
        address strategy = vm.deployCode(
            "DefaultReserveInterestRateStrategy",
            abi.encode(
                provider, RAY * 8 / 10, 0, RAY * 4 / 100, RAY * 60 / 100,
                RAY / 200, RAY * 60 / 100, RAY / 100, RAY * 8 / 100, RAY * 2 / 10
            )
        );
        IConfigurator.InitReserveInput[] memory input = new IConfigurator.InitReserveInput[](1);
        input[0].aTokenImpl = vm.deployCode("AToken", abi.encode(pool));
        input[0].stableDebtTokenImpl = vm.deployCode("StableDebtToken", abi.encode(pool));
        input[0].variableDebtTokenImpl = vm.deployCode("VariableDebtToken", abi.encode(pool));
        input[0].underlyingAssetDecimals = 18;
        input[0].interestRateStrategyAddress = strategy;
        input[0].underlyingAsset = address(token);
        input[0].treasury = operator;
        input[0].aTokenSymbol = string.concat("a", token.symbol());
        input[0].aTokenName = input[0].aTokenSymbol;
        input[0].variableDebtTokenSymbol = string.concat("v", token.symbol());
        input[0].variableDebtTokenName = input[0].variableDebtTokenSymbol;
        input[0].stableDebtTokenSymbol = string.concat("s", token.symbol());
        input[0].stableDebtTokenName = input[0].stableDebtTokenSymbol;
        configurator.initReserves(input);
        configurator.setReserveBorrowing(address(token), true);
        configurator.setReserveFlashLoaning(address(token), true);
        configurator.setReserveFactor(address(token), 1000);
        configurator.configureReserveAsCollateral(address(token), 7500, 8000, 10_500);
    }

    function supply(address user, Coin token, uint256 amount) private as_(user) {
        token.approve(address(pool), type(uint256).max);
        pool.supply(address(token), amount, user, 0);
    }
}
