import { expect, test } from "vitest";
import { addressIs, formatIpAddress, parseIpAddress, type IpAddress } from "./ip-address.ts";
import {
  formatIpPrefix,
  maskPrefix,
  parseIpPrefix,
  prefixContains,
  prefixContainsPrefix,
  type IpPrefix,
} from "./ip-prefix.ts";

function address(text: string): IpAddress {
  const result = parseIpAddress(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function prefix(text: string): IpPrefix {
  const result = parseIpPrefix(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

// oxfmt-ignore
test.for<[text: string, canonical: string]>([
  ["1.2.3.4", "1.2.3.4"], ["::", "::"], ["0:0:0:0:0:0:0:1", "::1"], ["1::", "1::"],
  ["2001:DB8::ABCD", "2001:db8::abcd"], ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"], ["::ffff:1.2.3.4", "::ffff:1.2.3.4"], ["::1.2.3.4", "::102:304"],
  ["fe80::1%eth0", "fe80::1%eth0"],
])("the address %s is written %s", ([text, canonical]) => {
  expect(formatIpAddress(address(text))).toBe(canonical);
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["", 'ParseAddr(""): unable to parse IP'],
  ["1.2.3", 'ParseAddr("1.2.3"): IPv4 address too short'],
  ["1.2.3.4.5", 'ParseAddr("1.2.3.4.5"): IPv4 address too long'],
  ["01.2.3.4", 'ParseAddr("01.2.3.4"): IPv4 field has octet with leading zero'],
  ["256.1.1.1", 'ParseAddr("256.1.1.1"): IPv4 field has value >255'],
  ["1..2.3", 'ParseAddr("1..2.3"): IPv4 field must have at least one digit (at ".2.3")'],
  ["1.2.3.a", 'ParseAddr("1.2.3.a"): unexpected character (at "a")'],
  ["::G", 'ParseAddr("::G"): each colon-separated field must have at least one digit (at "G")'],
  ["12345::", 'ParseAddr("12345::"): each group must have 4 or less digits (at "12345::")'],
  ["1::2::3", 'ParseAddr("1::2::3"): multiple :: in address (at ":3")'],
  ["1:2", 'ParseAddr("1:2"): address string too short'],
  ["1:2:3:4:5:6:7:8:9", 'ParseAddr("1:2:3:4:5:6:7:8:9"): trailing garbage after address (at "9")'],
  ["1:2:", 'ParseAddr("1:2:"): colon must be followed by more characters (at ":")'],
  ["%eth0", 'ParseAddr("%eth0"): missing IPv6 address'],
])("%o is no address, in netip's words", ([text, error]) => {
  expect(parseIpAddress(text)).toEqual({ ok: false, error });
});

// oxfmt-ignore
test.for<[text: string, classes: readonly string[]]>([
  ["192.168.0.1", ["globalUnicast"]],
  ["127.0.0.1", ["loopback"]],
  ["0.0.0.0", ["unspecified"]],
  ["224.0.0.1", ["linkLocalMulticast", "multicast"]],
  ["169.254.1.1", ["linkLocalUnicast"]],
  ["255.255.255.255", []],
  ["::1", ["loopback"]],
  ["::", ["unspecified"]],
  ["fe80::1", ["linkLocalUnicast"]],
  ["ff02::1", ["linkLocalMulticast", "multicast"]],
  ["2001:db8::1", ["globalUnicast"]],
])("%s is %j", ([text, classes]) => {
  const found = Object.entries(addressIs).filter(([, is]) => is(address(text)));
  expect(found.map(([name]) => name).toSorted()).toEqual(classes.toSorted());
});

test("a prefix contains addresses and smaller prefixes of its own family", () => {
  const ten = prefix("10.1.2.3/8");
  expect(formatIpPrefix(ten)).toBe("10.1.2.3/8");
  expect(formatIpPrefix(maskPrefix(ten))).toBe("10.0.0.0/8");
  expect(formatIpPrefix(maskPrefix(prefix("2001:db8:ffff::1/33")))).toBe("2001:db8:8000::/33");
  expect([
    prefixContains(ten, address("10.2.3.4")),
    prefixContains(ten, address("11.2.3.4")),
  ]).toEqual([true, false]);
  expect(prefixContains(prefix("::/0"), address("1.2.3.4"))).toBe(false);
  expect(prefixContainsPrefix(ten, prefix("10.1.0.0/16"))).toBe(true);
  expect(prefixContainsPrefix(ten, prefix("10.0.0.0/7"))).toBe(false);
});

// oxfmt-ignore
test.for<[text: string, error: string]>([
  ["10.0.0.0", 'netip.ParsePrefix("10.0.0.0"): no \'/\''],
  ["10.0.0.0/33", 'netip.ParsePrefix("10.0.0.0/33"): prefix length out of range'],
  ["10.0.0.0/08", 'netip.ParsePrefix("10.0.0.0/08"): bad bits after slash: "08"'],
  ["x/8", 'netip.ParsePrefix("x/8"): ParseAddr("x"): unable to parse IP'],
  ["fe80::1%e/64", 'netip.ParsePrefix("fe80::1%e/64"): IPv6 zones cannot be present in a prefix'],
])("%s is no prefix, in netip's words", ([text, error]) => {
  expect(parseIpPrefix(text)).toEqual({ ok: false, error });
});
