package org.synapsepg.hba;

/**
 * The address field of a rule: which clients it is about. A Java caller asks with {@code
 * instanceof}; a Kotlin {@code when} over it needs no else.
 */
public sealed interface HbaAddress {
  /** The keyword {@code all}: any address of both families. */
  record All() implements HbaAddress {
    @Override
    public String toString() {
      return "all";
    }
  }

  /** The keyword {@code samehost}: any address of the server itself. */
  record SameHost() implements HbaAddress {
    @Override
    public String toString() {
      return "samehost";
    }
  }

  /** The keyword {@code samenet}: any address in a network that the server is directly in. */
  record SameNet() implements HbaAddress {
    @Override
    public String toString() {
      return "samenet";
    }
  }

  /**
   * A range of addresses. Host bits may be set and the mask may have any bits; what matches is a
   * client of the same family whose bits under the mask are those of the address.
   *
   * @param address the address as written, without a zone
   * @param mask the mask, of the same family
   */
  record Network(IpAddress address, IpAddress mask) implements HbaAddress {
    /**
     * Whether a client is in the range.
     *
     * @param client its address
     * @return true if so
     */
    public boolean contains(IpAddress client) {
      return client.isIn(address, mask);
    }

    @Override
    public String toString() {
      int prefix = mask.prefixLength();
      return address + (prefix < 0 ? " " + mask : "/" + prefix);
    }
  }

  /**
   * A name that the client's address must resolve to and back. Whatever is not numeric is taken for
   * a name, {@code 300.1.1.1} too.
   *
   * @param name the name; a leading dot makes it a suffix
   */
  record HostName(String name) implements HbaAddress {
    /**
     * Whether a client's canonical name is meant: ASCII case is ignored, a leading dot matches
     * names that end so.
     *
     * @param clientName the name that the reverse look-up gave
     * @return true if so
     */
    public boolean matches(String clientName) {
      String ours = lower(name);
      String theirs = lower(clientName);
      return ours.startsWith(".") ? theirs.endsWith(ours) : theirs.equals(ours);
    }

    private static String lower(String text) {
      StringBuilder lower = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      }
      return lower.toString();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
