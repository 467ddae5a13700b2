package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.PgVersion;

class IdentEditorTest {
  private static final PgVersion V16 = PgVersion.of(16);
  private static final String FILE =
      """
      # MAPNAME       SYSTEM-USERNAME         PG-USERNAME

      synapse         matrix-synapse          synapse_user  # the service
      admins          /^(.*)@example.org$     \\1
      admins          root                    postgres
      """;

  private static IdentMapping fresh() {
    return IdentMapping.of("synapse", HbaRule.literal("my admin"), "synapse_user");
  }

  @Test
  void insertsInTheColumnsOfItsNeighbours() {
    IdentFile file = IdentFile.parse(FILE, V16);
    IdentMapping before = fresh();
    IdentMapping after = fresh();
    IdentMapping first = fresh();
    IdentMapping last = fresh();
    IdentFile edited =
        file.edit(
            e ->
                e.insertBefore(file.mappings().get(1), before)
                    .insertAfter(file.mappings().get(1), after)
                    .insertFirst(first)
                    .insertLast(last)
                    .commentAbove(last, "by hand"));
    String line = "synapse         \"my admin\"              synapse_user\n";
    List<String> lines = new ArrayList<>(FILE.lines().map(l -> l + "\n").toList());
    lines.add(2, line);
    lines.add(4, line);
    lines.add(6, line);
    lines.add("# by hand\n");
    lines.add(line);
    assertThat(edited.source()).isEqualTo(String.join("", lines));
    assertThat(edited.locationOf(last)).hasToString("pg_ident.conf:10");
    assertThat(edited.mappings().get(0)).isEqualTo(first).isNotEqualTo(before);
    assertThat(edited.mappings().get(1)).isSameAs(file.mappings().get(0));
    assertThat(edited.decide("synapse", "my admin", "synapse_user", Optional.empty()).isAllowed())
        .isTrue();
  }

  @Test
  void changesFieldsAndKeepsTheColumns() {
    IdentFile file = IdentFile.parse(FILE, V16);
    IdentMapping service = file.mappings().get(0);
    IdentFile edited =
        file.edit(
            e ->
                e.setSystemUser(service, "synapse")
                    .setRole(service, "\"all\"")
                    .setMap(service, "matrix"));
    assertThat(edited.source())
        .isEqualTo(
            FILE.replace(
                "synapse         matrix-synapse          synapse_user  # the",
                "matrix          synapse                 \"all\"         # the"));
    assertThat(edited.edit(e -> {})).isSameAs(edited);
  }

  @Test
  void replacesRemovesAndCommentsOut() {
    IdentFile file = IdentFile.parse(FILE, V16);
    IdentMapping root = file.mappings().get(2);
    assertThat(file.edit(e -> e.remove(root)).source())
        .isEqualTo(FILE.replace("admins          root                    postgres\n", ""));
    assertThat(file.edit(e -> e.commentOut(root)).source())
        .isEqualTo(FILE.replace("admins          root", "#admins          root"));
    IdentMapping fresh = fresh();
    IdentFile replaced = file.edit(e -> e.replace(root, fresh));
    assertThat(replaced.mappings()).hasSize(3).last().isEqualTo(fresh);
    assertThatThrownBy(() -> replaced.locationOf(root))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ensureComparesTheMeaning() {
    IdentFile file = IdentFile.parse(FILE, V16);
    IdentMapping present = IdentMapping.of("admins", "\"root\"", "\"postgres\"");
    assertThat(file.edit(e -> e.ensure(present))).isSameAs(file);
    IdentFile once = file.edit(e -> e.ensure(fresh()));
    assertThat(once.mappings()).hasSize(4);
    assertThat(once.edit(e -> e.ensure(fresh()))).isSameAs(once);
    IdentFile keyword = IdentFile.parse("m s all\n", V16);
    assertThat(keyword.edit(e -> e.ensure(IdentMapping.of("m", "s", "\"all\""))).mappings())
        .hasSize(2);
  }

  @Test
  void whatTheServerWouldRefuseIsAnErrorAndSoIsAForeignAnchor() {
    IdentFile file = IdentFile.parse(FILE, V16);
    assertThatThrownBy(() -> file.edit(e -> e.insertLast(IdentMapping.of("m", "/(", "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parentheses () not balanced");
    IdentLine foreign = IdentFile.parse(FILE, V16).lines().get(0);
    assertThatThrownBy(() -> file.edit(e -> e.remove(foreign)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in this document");
    IdentMapping twice = fresh();
    assertThatThrownBy(() -> file.edit(e -> e.insertFirst(twice).insertLast(twice)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IdentMapping.of("a b", "c", "d"))
        .isInstanceOf(IllegalArgumentException.class);
    List<IdentEditor> kept = new ArrayList<>();
    file.edit(kept::add);
    IdentEditor dead = kept.get(0);
    assertThatThrownBy(() -> dead.insertFirst(fresh())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void brokenLinesStayAndIncludedFilesAreFollowed() {
    byte[] included = "m inner x\n".getBytes(StandardCharsets.UTF_8);
    byte[] text = "m s\r\n#\ninclude more\nm outer x".getBytes(StandardCharsets.UTF_8);
    IdentFile file =
        IdentFile.parse("/c/pg_ident.conf", text, V16, AuthFiles.of(Map.of("/c/more", included)));
    assertThat(file.errors().render()).contains("missing entry at end of line");
    assertThat(file.mappings()).hasSize(2);
    assertThat(file.locationOf(file.mappings().get(0))).hasToString("/c/more:1");
    IdentMapping fresh = IdentMapping.of("m", "y", "x");
    assertThat(file.edit(e -> e.insertLast(fresh)).source())
        .isEqualTo("m s\r\n#\ninclude more\nm outer x\nm y     x\n");
    assertThat(file.edit(e -> e.remove(file.lines().get(0))).loads()).isTrue();
  }

  /** A process in the C locale of some systems cannot name a file beyond ASCII. */
  @Test
  void aNameThatCannotBeExpressedIsAnErrorOfTheLine() {
    AuthFiles unnameable =
        new AuthFiles() {
          @Override
          public Status status(String path) {
            return path.contains("\u00e9") ? Status.UNNAMEABLE : Status.MISSING;
          }

          @Override
          public byte[] read(String path) {
            throw new IllegalStateException(path);
          }

          @Override
          public List<String> names(String path) {
            return List.of();
          }
        };
    assertThat(AuthFiles.onDisk().status("/nowhere/\0")).isEqualTo(AuthFiles.Status.UNNAMEABLE);
    byte[] text = "include_if_exists \u00e9.conf\n".getBytes(StandardCharsets.UTF_8);
    HbaFile hba = HbaFile.parse("pg_hba.conf", text, HbaServer.of(V16), unnameable);
    assertThat(hba.errors().render()).contains("Invalid or incomplete multibyte");
    assertThat(hba.loads()).isFalse();
    assertThat(IdentFile.parse("pg_ident.conf", text, V16, unnameable).loads()).isFalse();
  }
}
