package org.synapsepg.hba;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server resolves names: the canonical name of an address, and the addresses of a name. The
 * server asks for both at a rule with a host name, and they must agree.
 */
public interface HostNames {
  /**
   * The answer of a look-up.
   *
   * @param isKnown whether anybody knows; if not, the value means nothing
   * @param value what was found; empty if the look-up fails
   * @param <T> a name or addresses
   */
  record Answer<T>(boolean isKnown, Optional<T> value) {
    /**
     * Something was found.
     *
     * @param value what
     * @param <T> a name or addresses
     * @return the answer
     */
    public static <T> Answer<T> found(T value) {
      return new Answer<>(true, Optional.of(value));
    }

    /**
     * The look-up fails.
     *
     * @param <T> a name or addresses
     * @return the answer
     */
    public static <T> Answer<T> failed() {
      return new Answer<>(true, Optional.empty());
    }

    /**
     * Nobody knows.
     *
     * @param <T> a name or addresses
     * @return the answer
     */
    public static <T> Answer<T> unknown() {
      return new Answer<>(false, Optional.empty());
    }
  }

  /**
   * The reverse look-up.
   *
   * @param address a client's address
   * @return its canonical name
   */
  Answer<String> nameOf(IpAddress address);

  /**
   * The forward look-up.
   *
   * @param name a canonical name
   * @return its addresses of both families
   */
  Answer<List<IpAddress>> addressesOf(String name);

  /**
   * Nothing is known.
   *
   * @return answers that say so
   */
  static HostNames unknown() {
    return new HostNames() {
      @Override
      public Answer<String> nameOf(IpAddress address) {
        return Answer.unknown();
      }

      @Override
      public Answer<List<IpAddress>> addressesOf(String name) {
        return Answer.unknown();
      }
    };
  }

  /**
   * Everything is known.
   *
   * @param names the canonical name of each address that has one
   * @param addresses the addresses of each name that has any; names are compared exactly
   * @return answers from these tables; all other look-ups fail
   */
  static HostNames of(
      Map<IpAddress, String> names, Map<String, ? extends Collection<IpAddress>> addresses) {
    Map<IpAddress, String> reverse = Map.copyOf(names);
    return new HostNames() {
      @Override
      public Answer<String> nameOf(IpAddress address) {
        String name = reverse.get(address);
        return name == null ? Answer.failed() : Answer.found(name);
      }

      @Override
      public Answer<List<IpAddress>> addressesOf(String name) {
        Collection<IpAddress> found = addresses.get(name);
        return found == null ? Answer.failed() : Answer.found(List.copyOf(found));
      }
    };
  }
}
