package org.synapsepg.config;

import java.util.Arrays;
import java.util.Optional;

/**
 * What Synapse calls a data store: a group of tables that may live in a database of its own
 * (Synapse documentation, "Configuration Manual", {@code databases}).
 */
public enum DataStore {
  /** Everything but the state groups. */
  MAIN("main"),
  /**
   * The state groups: {@code state_groups}, {@code state_groups_state}, {@code state_group_edges}.
   */
  STATE("state");

  private final String key;

  DataStore(String key) {
    this.key = key;
  }

  /**
   * The word in {@code data_stores}.
   *
   * @return {@code main} or {@code state}
   */
  public String key() {
    return key;
  }

  /**
   * The store of a word in {@code data_stores}.
   *
   * @param key the word, exact case
   * @return the store, if there is one of that name
   */
  public static Optional<DataStore> find(String key) {
    return Arrays.stream(values()).filter(store -> store.key.equals(key)).findFirst();
  }
}
