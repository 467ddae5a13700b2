package org.synapsepg.hba;

/**
 * A network interface of the server.
 *
 * @param address its address
 * @param mask the mask of its network, of the same family
 */
record ServerInterface(IpAddress address, IpAddress mask) {
  /** From an address with its prefix length, for example {@code 192.168.1.10/24}. */
  static ServerInterface of(String addressAndPrefix) {
    int slash = addressAndPrefix.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "'" + addressAndPrefix + "' has no prefix length; expected one such as 10.1.2.3/16");
    }
    IpAddress address = IpAddress.of(addressAndPrefix.substring(0, slash));
    int prefix =
        AddressReader.prefixLength(addressAndPrefix.substring(slash + 1), address.isIpv6());
    if (prefix < 0) {
      throw new IllegalArgumentException("'" + addressAndPrefix + "' has no valid prefix length");
    }
    return new ServerInterface(address, IpAddress.mask(prefix, address.isIpv6()));
  }
}
