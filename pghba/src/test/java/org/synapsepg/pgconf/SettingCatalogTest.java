package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class SettingCatalogTest {
  /** What differs between builds and platforms of one major. */
  private static final Set<String> OF_THE_BUILD =
      Set.of(
          "default_toast_compression",
          "dynamic_shared_memory_type",
          "io_method",
          "wal_compression",
          "wal_sync_method",
          "ssl_ciphers",
          "ssl_library",
          "unix_socket_directories",
          "krb_server_keyfile",
          "ssl_groups",
          "ssl_ecdh_curve",
          "jit_provider",
          "icu_validation_level",
          "restrict_nonsystem_relation_kind",
          "debug_discard_caches",
          "synchronize_seqscans");

  @PostgresTest
  void theShippedRowsAreWhatServersSay(TestDatabase database) throws SQLException {
    int major = database.server().major();
    Map<String, String[]> shipped = SettingCatalogGenerator.shipped(major);
    Map<String, String[]> asked =
        SettingCatalogGenerator.asked(database.server().superuser("postgres"), major);
    List<String> differences = new ArrayList<>();
    asked.forEach(
        (name, columns) -> {
          String[] ours = shipped.get(name);
          boolean internal = columns[2].equals("internal");
          if (ours == null) {
            boolean ofSomeMinors =
                SettingCatalog.majorsOf(name).stream()
                    .anyMatch(
                        m -> SettingCatalog.of(PgVersion.of(m)).require(name).isOfSomeBuilds());
            if (!ofSomeMinors) {
              differences.add("not shipped: " + String.join("|", columns));
            }
          } else if (!internal && !OF_THE_BUILD.contains(name) && !equal(ours, columns)) {
            differences.add(
                "shipped " + String.join("|", ours) + ", server " + String.join("|", columns));
          }
        });
    shipped.forEach(
        (name, columns) -> {
          if (!asked.containsKey(name) && !columns[9].contains("some-builds")) {
            differences.add("unknown to the server: " + name);
          }
        });
    assertThat(differences).as("PostgreSQL %s", major).isEmpty();
  }

  /** All columns; the default of what a server derives from its build is not told by all. */
  private static boolean equal(String[] ours, String[] theirs) {
    for (int i = 0; i < ours.length; i++) {
      boolean derived = i == 6 && (ours[i].equals("\\N") || theirs[i].equals("\\N"));
      if (!derived && !ours[i].equals(theirs[i])) {
        return false;
      }
    }
    return true;
  }

  @Test
  void theFileIsWhatItsRowsGenerate() {
    SettingCatalogGenerator generator = new SettingCatalogGenerator();
    for (int major = SettingCatalog.OLDEST; major <= SettingCatalog.NEWEST; major++) {
      generator.add(major, SettingCatalogGenerator.shipped(major));
    }
    long rows = generator.text().lines().filter(l -> !l.startsWith("#")).count();
    assertThat(rows).isBetween(400L, (long) CatalogResource.rows().size());
    assertThat(generator.text())
        .contains("work_mem\t12-18\tinteger\tuser\tkB\t64\t2147483647\t4096\t");
  }

  @Test
  void knowsWhatWasAddedRemovedAndRenamed() {
    assertThat(SettingCatalog.majorsOf("wal_keep_segments")).containsExactly(12);
    assertThat(SettingCatalog.replacementOf("wal_keep_segments")).contains("wal_keep_size");
    assertThat(SettingCatalog.majorsOf("io_method")).containsExactly(18);
    SettingCatalog newest = SettingCatalog.of(PgVersion.of(18));
    assertThat(newest.require("SSL_ecdh_curve").name()).isEqualTo("ssl_groups");
    assertThat(newest.find("standby_mode")).isEmpty();
    assertThat(SettingCatalog.of(PgVersion.of(19)).major()).isEqualTo(18);
    assertThatThrownBy(() -> SettingCatalog.of(PgVersion.of(16)).require("io_method"))
        .hasMessageContaining("it is known to 18 to 18");
    assertThatThrownBy(() -> SettingCatalog.of(PgVersion.of(11)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
