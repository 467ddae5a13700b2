package org.synapsepg.porting.internal.synapse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SynapseTablesTest {
  @Test
  void rolesIgnoreCaseAndDefaultToData() {
    assertThat(SynapseTables.roleOf("Event_Search")).isEqualTo(TableRole.REBUILT);
    assertThat(SynapseTables.roleOf("applied_schema_deltas")).isEqualTo(TableRole.TARGET);
    assertThat(SynapseTables.roleOf("worker_read_write_locks_mode")).isEqualTo(TableRole.LOCK);
    assertThat(SynapseTables.roleOf("events")).isEqualTo(TableRole.DATA);
    assertThat(SynapseTables.roleOf("applied_module_schemas")).isEqualTo(TableRole.DATA);
  }

  @Test
  void shadowTablesAreTheSourcesOwnButTheirVirtualTablesAreNot() {
    assertThat(SynapseTables.isSourceInternal("event_search_content")).isTrue();
    assertThat(SynapseTables.isSourceInternal("USER_DIRECTORY_SEARCH_segdir")).isTrue();
    assertThat(SynapseTables.isSourceInternal("sqlite_sequence")).isTrue();
    assertThat(SynapseTables.isSourceInternal("event_search")).isFalse();
    assertThat(SynapseTables.isSourceInternal("user_directory_stale_remote_users")).isFalse();
  }

  @Test
  void freshRowsCoverTheSchemasOwnStateToo() {
    assertThat(SynapseTables.freshHoldsRows("schema_version")).isTrue();
    assertThat(SynapseTables.freshHoldsRows("user_directory_stream_pos")).isTrue();
    assertThat(SynapseTables.freshHoldsRows("users")).isFalse();
  }
}
