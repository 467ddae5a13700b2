package org.synapsepg.config;

/**
 * Which database engine an entry names, with its settings. Callers handle both kinds; there will be
 * no third without a new major version.
 *
 * <p>Example: {@code if (entry.engine() instanceof DatabaseEngine.Postgres pg) { … }}
 */
public sealed interface DatabaseEngine permits DatabaseEngine.Sqlite, DatabaseEngine.Postgres {
  /**
   * The word in the file: {@code sqlite3} or {@code psycopg2}.
   *
   * @return the engine's name
   */
  String name();

  /**
   * SQLite.
   *
   * @param database the file as it is written: {@code :memory:}, an absolute path, or one relative
   *     to the working directory of Synapse
   */
  record Sqlite(String database) implements DatabaseEngine {
    @Override
    public String name() {
      return "sqlite3";
    }

    /**
     * Whether nothing is kept on disk.
     *
     * @return true for {@code :memory:} and the empty name
     */
    public boolean isInMemory() {
      return database.equals(":memory:") || database.isEmpty();
    }
  }

  /**
   * PostgreSQL through psycopg2. Immutable and thread-safe.
   *
   * <p>Example: {@code
   * DatabaseEngine.Postgres.builder().user("synapse_user").password(secret).dbname("synapse")
   * .host("127.0.0.1").pool(5, 10).keepalives(10, 10, 3).build()}
   */
  final class Postgres implements DatabaseEngine {
    private final LibpqParams params;
    private final PoolArguments poolArguments;

    Postgres(LibpqParams params, PoolArguments poolArguments) {
      this.params = params;
      this.poolArguments = poolArguments;
    }

    /**
     * Starts an engine without any parameter.
     *
     * @return a builder
     */
    public static PostgresBuilder builder() {
      return new PostgresBuilder();
    }

    /**
     * Starts from this engine.
     *
     * @return a builder that holds these settings
     */
    public PostgresBuilder toBuilder() {
      return new PostgresBuilder(params, poolArguments);
    }

    @Override
    public String name() {
      return "psycopg2";
    }

    /**
     * The arguments that go to libpq.
     *
     * @return all of them, in the order of the file
     */
    public LibpqParams params() {
      return params;
    }

    /**
     * The pool that Synapse makes in each process.
     *
     * @return the bounds in effect
     */
    public PoolBounds pool() {
      return poolArguments.bounds();
    }

    /**
     * The arguments that go to Twisted's pool.
     *
     * @return all {@code cp_*} arguments, in the order of the file
     */
    public PoolArguments poolArguments() {
      return poolArguments;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Postgres that
          && params.equals(that.params)
          && poolArguments.equals(that.poolArguments);
    }

    @Override
    public int hashCode() {
      return params.hashCode() * 31 + poolArguments.hashCode();
    }

    /** All settings; secrets print as stars. */
    @Override
    public String toString() {
      return "psycopg2" + params + poolArguments;
    }
  }
}
