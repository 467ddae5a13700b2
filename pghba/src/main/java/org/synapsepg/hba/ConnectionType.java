package org.synapsepg.hba;

import java.util.Optional;

/** The first field of a rule: which kinds of connection it is about. All of 12 and later. */
public enum ConnectionType {
  /** Unix-domain sockets only. */
  LOCAL("local"),
  /** TCP, encrypted or not. */
  HOST("host"),
  /** TCP with SSL. Never matches while {@code ssl} is off. */
  HOSTSSL("hostssl"),
  /** TCP without SSL, which includes encryption by GSSAPI. */
  HOSTNOSSL("hostnossl"),
  /** TCP with encryption by GSSAPI. */
  HOSTGSSENC("hostgssenc"),
  /** TCP without encryption by GSSAPI, which includes SSL. */
  HOSTNOGSSENC("hostnogssenc");

  private final String word;

  ConnectionType(String word) {
    this.word = word;
  }

  /**
   * As it is written in the file.
   *
   * @return the word, in lower case
   */
  public String word() {
    return word;
  }

  /**
   * From the word in the file; exact case, as the server wants it.
   *
   * @param word a word
   * @return the type, if it is one
   */
  public static Optional<ConnectionType> find(String word) {
    for (ConnectionType type : values()) {
      if (type.word.equals(word)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The same as {@link #word()}. */
  @Override
  public String toString() {
    return word;
  }
}
