package org.synapsepg.porting.internal.rehome;

/** A database with something of every kind that is carried, and what shows it beside the rows. */
final class EveryKind {
  /** Something of every kind that is carried. */
  static final String[] EVERYTHING = {
    "CREATE SCHEMA other",
    "CREATE FUNCTION other.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
    "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n;"
        + " RETURN NEW; END $$",
    "CREATE SEQUENCE alone INCREMENT -3 CYCLE CACHE 5 MINVALUE -90 MAXVALUE 7",
    "CREATE TABLE \"Odd \"\"T\" (id bigint GENERATED ALWAYS AS IDENTITY (START 5) PRIMARY KEY,"
        + " n int NOT NULL DEFAULT nextval('alone') CHECK (n < 1000),"
        + " twice int GENERATED ALWAYS AS (other.twice(n)) STORED, t text COLLATE \"POSIX\","
        + " b bytea, j jsonb, d double precision, ok boolean DEFAULT true, v tsvector, a text[],"
        + " CONSTRAINT late UNIQUE (n, t) DEFERRABLE INITIALLY DEFERRED) WITH (fillfactor = 70)",
    "CREATE UNLOGGED TABLE other.child (id serial, parent bigint REFERENCES \"Odd \"\"T\""
        + " ON DELETE CASCADE, w varchar(9), dropped int, EXCLUDE USING btree (w WITH =))",
    "ALTER TABLE other.child DROP COLUMN dropped",
    "ALTER TABLE other.child ADD CONSTRAINT someday CHECK (w <> 'x') NOT VALID",
    "CREATE FUNCTION rows_of() RETURNS SETOF other.child LANGUAGE sql AS 'SELECT * FROM"
        + " other.child'",
    "CREATE INDEX partly ON \"Odd \"\"T\" (lower(t), n DESC) WHERE ok",
    "ALTER INDEX partly ALTER COLUMN 1 SET STATISTICS 300",
    "CREATE INDEX words ON \"Odd \"\"T\" USING gin (v)",
    "CREATE UNIQUE INDEX whole ON \"Odd \"\"T\" (id) INCLUDE (n)",
    "ALTER TABLE \"Odd \"\"T\" REPLICA IDENTITY USING INDEX whole",
    "ALTER TABLE \"Odd \"\"T\" CLUSTER ON whole",
    "ALTER TABLE \"Odd \"\"T\" ALTER COLUMN t SET STATISTICS 500, ALTER COLUMN b SET STORAGE"
        + " EXTERNAL, ALTER COLUMN n SET (n_distinct = -0.5)",
    "CREATE STATISTICS together ON n, t FROM \"Odd \"\"T\"",
    "CREATE TRIGGER touching BEFORE UPDATE ON \"Odd \"\"T\" FOR EACH ROW EXECUTE FUNCTION"
        + " touched()",
    "ALTER TABLE \"Odd \"\"T\" DISABLE TRIGGER touching",
    "COMMENT ON TABLE \"Odd \"\"T\" IS 'a \\ ''word'''",
    "COMMENT ON COLUMN \"Odd \"\"T\".n IS 'a number'",
    "COMMENT ON CONSTRAINT late ON \"Odd \"\"T\" IS 'a key'",
    "COMMENT ON TRIGGER touching ON \"Odd \"\"T\" IS 'a trigger'",
    "COMMENT ON FUNCTION other.twice(int) IS 'a function'",
    "COMMENT ON SCHEMA other IS 'a schema'",
    "COMMENT ON INDEX partly IS 'an index'",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO PUBLIC",
    "GRANT SELECT (n) ON \"Odd \"\"T\" TO PUBLIC",
    "GRANT USAGE ON SCHEMA other TO PUBLIC",
    "REVOKE EXECUTE ON FUNCTION touched() FROM PUBLIC",
    "INSERT INTO \"Odd \"\"T\" (n, t, b, j, d, v, a) VALUES (1, 'ä\\n"
        + "', '\\x00ff', '{\"a\": [1, null]}', 'NaN', 'fat:1 cat:2', ARRAY['x', NULL]), (2, NULL,"
        + " NULL, NULL, -0.0, NULL, NULL)",
    "INSERT INTO \"Odd \"\"T\" (n, t) SELECT i, repeat(md5(i::text), i) FROM generate_series(3,"
        + " 300) i",
    "INSERT INTO other.child (parent, w) SELECT id, n FROM \"Odd \"\"T\"",
    "SELECT setval('alone', -9, false)"
  };

  /** What the catalogue's lines leave out: owners, rights, comments, options, settings. */
  static final String RIGHTS =
      """
      SELECT concat(c, ' ', o, ' ', a) FROM (
        SELECT 'rights' c, oid::regclass::text o, array(SELECT unnest(relacl)::text ORDER BY 1)::text a
          FROM pg_class WHERE relacl IS NOT NULL AND oid >= 16384
        UNION ALL SELECT 'function', oid::regprocedure::text, array(SELECT unnest(proacl)::text ORDER BY 1)::text
          FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT 'schema', nspname, array(SELECT unnest(nspacl)::text ORDER BY 1)::text
          FROM pg_namespace WHERE nspname !~ '^pg_'
        UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, attacl::text
          FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid >= 16384
        UNION ALL SELECT 'default', defaclnamespace::regnamespace::text, defaclacl::text FROM pg_default_acl
        UNION ALL SELECT 'comment', i.identity, description
          FROM pg_description d, LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
         WHERE d.objoid >= 16384
        UNION ALL SELECT 'options', oid::regclass::text, reloptions::text
          FROM pg_class WHERE reloptions IS NOT NULL
        UNION ALL SELECT 'column options', attrelid::regclass || '.' || attname,
               concat(attoptions::text, attstorage, ' ', attstattarget)
          FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped
        UNION ALL SELECT 'statistics', stxname, pg_get_statisticsobjdef(oid) FROM pg_statistic_ext
        UNION ALL SELECT 'settings', '', array(SELECT unnest(setconfig) ORDER BY 1)::text
          FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
         WHERE datname = current_database()
        UNION ALL SELECT 'database', pg_get_userbyid(datdba),
               concat(array(SELECT unnest(datacl)::text ORDER BY 1)::text, datconnlimit, datallowconn,
                      shobj_description(oid, 'pg_database'))
          FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'owner', oid::regclass::text, pg_get_userbyid(relowner)
          FROM pg_class WHERE oid >= 16384) x
       WHERE o !~ '^pg_toast'
       ORDER BY 1
      """;

  private EveryKind() {}
}
