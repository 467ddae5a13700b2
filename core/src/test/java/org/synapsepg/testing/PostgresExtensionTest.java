package org.synapsepg.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** The servers of the tests are what they claim to be. */
class PostgresExtensionTest {
  @PostgresTest
  void givesADatabaseThatSynapseAcceptsOwnedByAnOrdinaryRole(TestDatabase database) {
    assertThat(database.query("SHOW server_version_num").get(0))
        .startsWith(String.valueOf(database.server().major()));
    assertThat(
            database.query(
                "SELECT pg_encoding_to_char(encoding), datcollate, datctype, rolname, rolsuper"
                    + " FROM pg_database d JOIN pg_roles r ON r.oid = datdba"
                    + " WHERE datname = current_database()"))
        .containsExactly("UTF8|C|C|" + database.owner() + "|f");
  }
}
