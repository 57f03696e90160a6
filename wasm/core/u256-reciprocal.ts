// Reciprocals of divisors (Moller and Granlund, "Improved division by invariant integers", 2011; "MG" below), and the
// last of them by divisor: a contract divides by the same few numbers again and again (1e18, 10_000, a field's prime),
// and a third of the time of a division is its reciprocal. What is remembered never changes a result.

import { multiplyAddHigh, multiplyHigh } from './u256-wide'

/** First guess of a reciprocal by the divisor's top nine bits d (256 to 511): floor((2^19 - 3 * 2^8) / d). MG, table 1. */
const RECIPROCAL_GUESS: usize = memory.data<u16>([
  2045, 2037, 2029, 2021, 2013, 2005, 1998, 1990, 1983, 1975, 1968, 1960, 1953, 1946, 1938, 1931,
  1924, 1917, 1910, 1903, 1896, 1889, 1883, 1876, 1869, 1863, 1856, 1849, 1843, 1836, 1830, 1824,
  1817, 1811, 1805, 1799, 1792, 1786, 1780, 1774, 1768, 1762, 1756, 1750, 1745, 1739, 1733, 1727,
  1722, 1716, 1710, 1705, 1699, 1694, 1688, 1683, 1677, 1672, 1667, 1661, 1656, 1651, 1646, 1641,
  1636, 1630, 1625, 1620, 1615, 1610, 1605, 1600, 1596, 1591, 1586, 1581, 1576, 1572, 1567, 1562,
  1558, 1553, 1548, 1544, 1539, 1535, 1530, 1526, 1521, 1517, 1513, 1508, 1504, 1500, 1495, 1491,
  1487, 1483, 1478, 1474, 1470, 1466, 1462, 1458, 1454, 1450, 1446, 1442, 1438, 1434, 1430, 1426,
  1422, 1418, 1414, 1411, 1407, 1403, 1399, 1396, 1392, 1388, 1384, 1381, 1377, 1374, 1370, 1366,
  1363, 1359, 1356, 1352, 1349, 1345, 1342, 1338, 1335, 1332, 1328, 1325, 1322, 1318, 1315, 1312,
  1308, 1305, 1302, 1299, 1295, 1292, 1289, 1286, 1283, 1280, 1276, 1273, 1270, 1267, 1264, 1261,
  1258, 1255, 1252, 1249, 1246, 1243, 1240, 1237, 1234, 1231, 1228, 1226, 1223, 1220, 1217, 1214,
  1211, 1209, 1206, 1203, 1200, 1197, 1195, 1192, 1189, 1187, 1184, 1181, 1179, 1176, 1173, 1171,
  1168, 1165, 1163, 1160, 1158, 1155, 1153, 1150, 1148, 1145, 1143, 1140, 1138, 1135, 1133, 1130,
  1128, 1125, 1123, 1121, 1118, 1116, 1113, 1111, 1109, 1106, 1104, 1102, 1099, 1097, 1095, 1092,
  1090, 1088, 1086, 1083, 1081, 1079, 1077, 1074, 1072, 1070, 1068, 1066, 1064, 1061, 1059, 1057,
  1055, 1053, 1051, 1049, 1047, 1044, 1042, 1040, 1038, 1036, 1034, 1032, 1030, 1028, 1026, 1024,
], 8)

/** 64 entries of d, v. A normalized divisor is never 0, so an unused entry never matches. */
const RECENT: usize = memory.data(1024, 16)
/** 64 entries of d1, d0, v, unused. */
const RECENT2: usize = memory.data(2048, 32)

/** floor((2^128 - 1) / d) - 2^64 for a normalized d. */
// @ts-ignore: decorator
@inline
export function reciprocal(d: u64): u64 {
  const entry = RECENT + <usize>(((d * 0x9e3779b97f4a7c15) >> 58) << 4)
  if (load<u64>(entry) == d) return load<u64>(entry, 8)
  const v = computeReciprocal(d)
  store<u64>(entry, d)
  store<u64>(entry, v, 8)
  return v
}

/** floor((2^192 - 1) / (d1 * 2^64 + d0)) - 2^64 for a normalized divisor. */
// @ts-ignore: decorator
@inline
export function reciprocal2(d1: u64, d0: u64): u64 {
  const entry = RECENT2 + <usize>((((d1 ^ (d0 >> 7)) * 0x9e3779b97f4a7c15) >> 58) << 5)
  if (load<u64>(entry) == d1 && load<u64>(entry, 8) == d0) return load<u64>(entry, 16)
  const v = computeReciprocal2(d1, d0)
  store<u64>(entry, d1)
  store<u64>(entry, d0, 8)
  store<u64>(entry, v, 16)
  return v
}

/** MG, algorithm 3. */
function computeReciprocal(d: u64): u64 {
  const guess = <u64>load<u16>(RECIPROCAL_GUESS + <usize>((d >> 55) << 1) - 512)
  const d40 = (d >> 24) + 1
  const v1 = (guess << 11) - ((guess * guess * d40) >> 40) - 1
  const v2 = (v1 << 13) + ((v1 * ((<u64>1 << 60) - v1 * d40)) >> 47)
  const odd = d & 1
  const d63 = (d >> 1) + odd
  const e = ((v2 >> 1) & (0 - odd)) - v2 * d63
  const v3 = (v2 << 31) + (multiplyHigh(v2, e) >> 1)
  return v3 - multiplyAddHigh(v3, d, d) - d
}

/** MG, algorithm 6. */
function computeReciprocal2(d1: u64, d0: u64): u64 {
  let v = computeReciprocal(d1)
  let p = d1 * v + d0
  if (p < d0) {
    v--
    if (p >= d1) {
      v--
      p -= d1
    }
    p -= d1
  }
  const t1 = multiplyHigh(v, d0)
  p += t1
  if (p < t1) {
    v--
    if (p > d1 || (p == d1 && v * d0 + d0 >= d0)) v--
  }
  return v
}
